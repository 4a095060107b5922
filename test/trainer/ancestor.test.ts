import { beforeAll, describe, expect, it } from "vitest";
import { bytesAccess, readNetworkTensors, writeNetwork } from "../../src/formats/index.js";
import {
  ancestorRecipe,
  classifierOf,
  evaluate,
  trainAncestor,
  type NetworkWeights,
} from "../../src/trainer/index.js";
import { expectInputError } from "../support/errors.js";
import {
  patternArchitecture,
  patternDataset,
  patternTraining,
  quietContext,
  recordingContext,
} from "../support/tiny-training.js";

type Part = Partial<Parameters<typeof ancestorRecipe>[0]>;

const recipeOf = (part: Part = {}) =>
  ancestorRecipe({
    kind: "ancestor",
    ...patternTraining,
    architecture: patternArchitecture,
    depth: 2,
    ...part,
  });
const short = (part: Part = {}) =>
  trainAncestor(recipeOf({ epochs: 1, ...part }), patternDataset, quietContext);

describe("training an Ans-Net", () => {
  const context = recordingContext();
  let trained: NetworkWeights;

  beforeAll(async () => {
    trained = await trainAncestor(recipeOf(), patternDataset, context);
  });

  it("learns from images and labels", () => {
    expect(trained.manifest.training?.accuracy).toBeGreaterThan(0.9);
    const losses = context.reports.map(({ loss }) => loss);
    expect(losses[0]).toBeGreaterThan(1);
    expect(losses.at(-1)).toBeLessThan(0.4);
  });

  it("records its recipe and the accuracy that evaluating what it made gives", async () => {
    const classifier = await classifierOf(trained, quietContext);
    const { accuracy } = await evaluate(classifier, patternDataset, patternDataset.test);
    await classifier.close();
    expect(trained.manifest).toMatchObject({
      architecture: patternArchitecture,
      depth: 2,
      labels: patternDataset.labels,
      preprocessing: patternDataset.preprocessing,
      training: { recipe: { kind: "ancestor", seed: 7, batchSize: 25 }, steps: 144, accuracy },
    });
  });

  it("makes a network that its file format takes and gives back", async () => {
    const read = await readNetworkTensors(bytesAccess(writeNetwork(trained.manifest, trained.tensors)));
    expect(read.manifest).toEqual(trained.manifest);
    expect(read.tensors).toEqual(trained.tensors);
  });

  it("reports every step: epochs, rates that rise and fall, accuracies", () => {
    const { reports } = context;
    expect(reports.map(({ step }) => step)).toEqual(Array.from({ length: 144 }, (_, i) => i + 1));
    expect(reports[0]).toMatchObject({ phase: "ancestor", totalSteps: 144, epoch: 1 });
    expect(reports.at(-1)).toMatchObject({ epoch: 12 });
    const rates = reports.map(({ learningRate }) => learningRate);
    expect(Math.max(...rates)).toBe(5e-3);
    expect(rates.indexOf(5e-3)).toBe(11);
    expect(rates.at(-1)).toBeLessThan(5e-5);
    for (const { accuracy } of reports) expect((25 * accuracy) % 1).toBeCloseTo(0, 9);
  });

  it("gives the same weights for the same seed, others for another", async () => {
    const [first, again, other] = [await short(), await short(), await short({ seed: 8 })];
    expect(again.tensors).toEqual(first.tensors);
    expect(other.tensors).not.toEqual(first.tensors);
    const withoutTime = ({ manifest, tensors }: NetworkWeights) =>
      writeNetwork({ ...manifest, training: undefined }, tensors);
    expect(withoutTime(again)).toEqual(withoutTime(first));
  });

  it("trains on as many images as it is told, drawn by the seed", async () => {
    const some = await short({ trainImages: 50 });
    expect(some.manifest.training?.steps).toBe(2);
    await expectInputError(() => short({ trainImages: 301 }), "invalid-recipe", /301 images .* from 300/);
  });

  it("smooths labels, shifts and flips when told to, each to another end", async () => {
    const variants = await Promise.all([
      short(),
      short({ labelSmoothing: 0.1 }),
      short({ augment: { shift: 1 } }),
      short({ augment: { flip: true } }),
      short({ weightDecay: 0.5 }),
    ]);
    const heads = variants.map(({ tensors }) => tensors.get("head.weight")?.join());
    expect(new Set(heads).size).toBe(variants.length);
  });
});

describe("an Ans-Net's training is refused", () => {
  it("for images of another size or number of channels", async () => {
    const wide = { ...patternDataset, width: 9 };
    await expectInputError(
      () => trainAncestor(recipeOf(), wide, quietContext),
      "invalid-dataset",
      /images of patterns are 1x8x9, the network reads 1x8x8/,
    );
  });

  it("for another number of classes", async () => {
    await expectInputError(
      () => trainAncestor(recipeOf(), { ...patternDataset, numClasses: 4 }, quietContext),
      "invalid-dataset",
      /patterns has 4 classes, the network tells 3 apart/,
    );
  });

  it("for a batch larger than the data, a warm-up longer than the training", async () => {
    const large = await expectInputError(() => short({ batchSize: 301 }), "invalid-recipe", /batch of 301/);
    expect(large.field).toBe("batchSize");
    const long = await expectInputError(
      () => short({ warmupEpochs: 2 }),
      "invalid-recipe",
      /warm-up of 2 epochs/,
    );
    expect(long).toMatchObject({ field: "warmupEpochs", value: 2 });
  });
});

describe("an Ans-Net's training stops", () => {
  it("where the loss is no longer finite, naming the step and the learning rate", async () => {
    const error = await expectInputError(
      () => short({ learningRate: 10, minLearningRate: 10, warmupEpochs: 0, weightDecay: 10, epochs: 10 }),
      "training-diverged",
      /the loss is no longer finite at step \d+; the loss before was \d/,
    );
    expect(error).toMatchObject({ field: "learningRate", value: 10 });
    expect(error.fix).toContain("Lower the learning rate");
  });

  it("when its signal is aborted, at the next step and with the signal's reason", async () => {
    const [controller, context] = [new AbortController(), recordingContext()];
    const reporter = {
      ...context.reporter,
      train: (report: (typeof context.reports)[number]) => {
        context.reporter.train(report);
        if (report.step === 3) controller.abort(new Error("enough"));
      },
    };
    const training = trainAncestor(recipeOf(), patternDataset, {
      ...context,
      reporter,
      signal: controller.signal,
    });
    await expect(training).rejects.toThrow("enough");
    expect(context.reports).toHaveLength(3);
  });
});
