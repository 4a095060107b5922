import { beforeAll, describe, expect, it } from "vitest";
import { bytesAccess, readLearngeneTensors, writeLearngene } from "../../src/formats/index.js";
import { stageWise, type Plan } from "../../src/model/index.js";
import { Classifier } from "../../src/trainer/engine/classifier.js";
import { tensorOn } from "../../src/trainer/engine/session.js";
import {
  classifierOf,
  descend,
  digestOf,
  evaluate,
  learn,
  learnRecipe,
  type Ancestor,
  type Learned,
  type LearnRecipe,
} from "../../src/trainer/index.js";
import { storedTensors } from "../../src/formats/index.js";
import { expectInputError } from "../support/errors.js";
import { expectClose, randomFloats } from "../support/numbers.js";
import { trainTinyAncestor } from "../support/tiny-ancestor.js";
import { patternDataset, patternTraining, quietContext, recordingContext } from "../support/tiny-training.js";

const stages = [2, 1, 2];
const drawn: LearnRecipe["layouts"] = {
  schedule: "drawn",
  layers: [stages, [1, 1, 1], [1, 0, 1], [2, 2, 2]],
};

type Part = Partial<Parameters<typeof learnRecipe>[0]>;

const recipeOf = (part: Part = {}) =>
  learnRecipe({
    kind: "learn",
    ...patternTraining,
    stages,
    layouts: { schedule: "fixed" },
    evaluateDepths: [2, 3, 4, 9],
    ...part,
  });

let ancestor: Ancestor;

beforeAll(async () => {
  ancestor = await trainTinyAncestor();
});

/** An epoch of a smaller Aux-Net, measured at its own depth alone. */
const shortRecipe = (part: Part = {}) =>
  recipeOf({ epochs: 1, stages: [1, 1, 1], evaluateDepths: [], ...part });
const short = (part: Part = {}) => learn(shortRecipe(part), ancestor, patternDataset, quietContext);

const fileOf = ({ manifest, tensors }: Learned) => writeLearngene(manifest, tensors);

/** The learngene as whoever downloads it has it. */
async function published(learned: Learned) {
  const file = fileOf(learned);
  const { manifest, tensors } = await readLearngeneTensors(bytesAccess(file));
  return { manifest, tensors, digest: digestOf(file) };
}

describe.each([
  ["fixed", { schedule: "fixed" } as const],
  ["drawn", drawn],
])("learning a learngene with %s layouts", (schedule, layouts) => {
  let learned: Learned;

  beforeAll(async () => {
    learned = await learn(recipeOf({ layouts }), ancestor, patternDataset, quietContext);
  });

  it("gives stages from which networks of its depths know the classes", () => {
    const results = learned.manifest.training?.results ?? [];
    const deep = results.filter(({ depth }) => depth >= 3 && depth <= 5);
    expect(deep).toHaveLength(3);
    for (const { accuracy } of deep) expect(accuracy).toBeGreaterThan(schedule === "drawn" ? 0.9 : 0.7);
    expect(results.at(-1)?.accuracy).toBeGreaterThan(0.9);
  });

  it("says where it comes from: ancestor, data, recipe, layouts", () => {
    expect(learned.manifest).toMatchObject({
      architecture: ancestor.manifest.architecture,
      rule: "stage-wise",
      stages: [{ layers: 2 }, { layers: 1 }, { layers: 2 }],
      ancestry: { digest: ancestor.digest, depth: 2, accuracy: ancestor.manifest.training?.accuracy },
      training: {
        dataset: { name: "patterns", digest: patternDataset.digest, trainImages: 300, testImages: 90 },
        recipe: { kind: "learn", stages, distillationWeight: 0.5 },
        layouts: { schedule, layers: layouts.schedule === "fixed" ? [stages] : layouts.layers },
        steps: 144,
      },
      preprocessing: patternDataset.preprocessing,
      labels: patternDataset.labels,
    });
  });

  it("makes a file that gives it back", async () => {
    const { manifest, tensors } = await published(learned);
    expect(manifest).toEqual(learned.manifest);
    expect(tensors).toEqual(learned.tensors);
    expect([...tensors.keys()]).toEqual(storedTensors(manifest).map(({ name }) => name));
  });

  it("records the accuracies that the networks expanded from its file have", async () => {
    const learngene = await published(learned);
    const results = learngene.manifest.training?.results ?? [];
    expect(results.map(({ layers }) => layers)).toEqual([[1, 0, 1], [1, 1, 1], [2, 1, 1], [3, 3, 3], stages]);
    for (const { depth, layers, accuracy, loss } of results) {
      const network = descend(learngene, stageWise.planLayers(3, layers));
      expect(network.manifest.depth).toBe(depth);
      const classifier = await classifierOf(network, quietContext);
      const measured = await evaluate(classifier, patternDataset, patternDataset.test);
      await classifier.close();
      expect(measured.accuracy).toBe(accuracy);
      expect(measured.loss).toBeCloseTo(loss, 5);
    }
  });

  it("expands, at the Aux-Net's own layout and at others, to networks that compute what the tied one does", async () => {
    const learngene = await published(learned);
    const images = randomFloats("images", 5 * 64);
    const logitsOf = async (opening: Promise<Classifier>) => {
      const classifier = await opening;
      const logits = await classifier.logits(images, [5, 1, 8, 8]);
      await classifier.close();
      return logits;
    };
    const tied = (plan: Plan) => {
      const tensors = storedTensors(learned.manifest);
      const weights = Object.fromEntries(
        tensors.map(({ name, shape }) => [
          name,
          tensorOn(learned.tensors.get(name) ?? new Float32Array(0), shape),
        ]),
      );
      const { architecture } = learned.manifest;
      return Classifier.fromWeights(
        { architecture, depth: plan.depth, plan, tensors },
        () => weights,
        quietContext,
      );
    };
    for (const layers of [stages, [1, 1, 1], [0, 1, 3]]) {
      const plan = stageWise.planLayers(3, layers);
      const expanded = await logitsOf(classifierOf(descend(learngene, plan), quietContext));
      expectClose(expanded, await logitsOf(tied(plan)), 1e-5);
    }
  });
});

describe("a learn recipe", () => {
  it("gives the same file for the same seed but for the seconds it took, another for another", async () => {
    const timeless = async (part: Part) => {
      const { manifest, tensors } = await short(part);
      const training = manifest.training === null ? null : { ...manifest.training, seconds: 0 };
      return writeLearngene({ ...manifest, training }, tensors);
    };
    const first = await timeless({ layouts: drawn });
    expect(await timeless({ layouts: drawn })).toEqual(first);
    expect(await timeless({ layouts: drawn, seed: 8 })).not.toEqual(first);
  });

  it("weighs the teacher against labels from all to nothing, and heeds temperature and augmentation", async () => {
    const variants: Part[] = [
      { distillationWeight: 0 },
      { distillationWeight: 0.5 },
      { distillationWeight: 1 },
      { distillationWeight: 1, temperature: 3 },
      { distillationWeight: 1, augment: { shift: 1, flip: true } },
      { distillationWeight: 0, augment: { shift: 1, flip: true } },
      { distillationWeight: 0.5, labelSmoothing: 0.1 },
    ];
    const heads: string[] = [];
    for (const part of variants) {
      const learned = await short(part);
      expect(() => fileOf(learned)).not.toThrow();
      heads.push(learned.tensors.get("head.weight")?.join() ?? "");
    }
    expect(new Set(heads).size).toBe(variants.length);
  });

  it("reads no labels when it is distillation alone, and asks no teacher when it is labels alone", async () => {
    const mislabelled = {
      ...patternDataset,
      train: { ...patternDataset.train, labels: new Uint8Array(300) },
    };
    const weights = async (part: Part, data = patternDataset, teacher = ancestor) =>
      (await learn(shortRecipe(part), teacher, data, quietContext)).tensors;
    const silent = {
      ...ancestor,
      tensors: new Map([...ancestor.tensors].map(([name, data]) => [name, new Float32Array(data.length)])),
    };
    const [distilled, labels] = [{ distillationWeight: 1 }, { distillationWeight: 0 }];
    expect(await weights(distilled, mislabelled)).toEqual(await weights(distilled));
    expect(await weights(labels, mislabelled)).not.toEqual(await weights(labels));
    expect(await weights(labels, patternDataset, silent)).toEqual(await weights(labels));
    expect(await weights(distilled, patternDataset, silent)).not.toEqual(await weights(distilled));
  });

  it("draws among its layouts by the seed", async () => {
    const [whole, part] = [
      [1, 1, 1],
      [1, 0, 1],
    ] as const;
    const weights = async (...layers: (readonly number[])[]) =>
      (await short({ layouts: { schedule: "drawn", layers: layers.map((layout) => [...layout]) } })).tensors
        .get("stages.0.mlp.fc1.weight")
        ?.join();
    const ends = [
      await weights(whole),
      await weights(part),
      await weights(whole, part),
      await weights(part, whole),
    ];
    expect(new Set(ends).size).toBe(4);
    expect(await weights(whole, whole)).toBe(ends[0]);
  });

  it("trains a tensor of a stage only at steps whose layout has the stage", async () => {
    const { tensors } = await short({
      layouts: { schedule: "drawn", layers: [[1, 0, 1]] },
      weightDecay: 0,
      distillationWeight: 0,
    });
    const other = await short({
      layouts: { schedule: "drawn", layers: [[1, 1, 1]] },
      weightDecay: 0,
      distillationWeight: 0,
    });
    // Fresh biases are 0 and stay so where nothing is learned.
    expect(tensors.get("stages.1.mlp.fc1.bias")).toEqual(new Float32Array(24));
    expect(other.tensors.get("stages.1.mlp.fc1.bias")).not.toEqual(new Float32Array(24));
    expect(tensors.get("stages.0.mlp.fc1.bias")).not.toEqual(new Float32Array(24));
  });

  it("shows images to its ancestor as the ancestor's manifest says, and passes that on", async () => {
    const darker = { mean: [0.25], std: [0.5], interpolation: "bilinear" as const };
    const { manifest } = await learn(
      shortRecipe(),
      ancestor,
      { ...patternDataset, preprocessing: darker },
      quietContext,
    );
    expect(manifest.preprocessing).toEqual(ancestor.manifest.preprocessing);
    expect(manifest.training?.results).toEqual((await short()).manifest.training?.results);
  });
});

describe("learning is refused before it trains", () => {
  const refused = (part: Part, data = patternDataset) => {
    const context = recordingContext();
    return {
      run: () => learn(recipeOf(part), ancestor, data, context),
      steps: () => context.reports.length,
    };
  };

  it("for images that the ancestor does not read, or other classes", async () => {
    const { run } = refused({}, { ...patternDataset, channels: 3 });
    await expectInputError(run, "invalid-dataset", /images of patterns are 3x8x8, the network reads 1x8x8/);
    await expectInputError(
      refused({}, { ...patternDataset, numClasses: 2 }).run,
      "invalid-dataset",
      /2 classes/,
    );
  });

  it("for layouts that do not fit the stages", async () => {
    for (const [layers, message] of [
      [[1, 1], /layers=1,1: this learngene has 3 stages, not 2/],
      [[0, 0, 0], /layers=0,0,0: the layers must sum to a depth from 1/],
    ] as const) {
      const { run } = refused({ layouts: { schedule: "drawn", layers: [[1, 1, 1], [...layers]] } });
      await expectInputError(run, "invalid-plan", message);
    }
  });

  it("for an Aux-Net deeper than any plan may be, though it is only measured at that depth", async () => {
    const { run, steps } = refused({
      stages: [1000, 20, 5],
      layouts: { schedule: "drawn", layers: [[1, 1, 1]] },
    });
    await expectInputError(
      run,
      "invalid-plan",
      /layers=1000,20,5: the layers must sum to a depth from 1 to 1024/,
    );
    expect(steps()).toBe(0);
  });
});

describe("learning stops", () => {
  it("where the loss is no longer finite", async () => {
    const part = { learningRate: 10, minLearningRate: 10, warmupEpochs: 0, weightDecay: 10, epochs: 10 };
    await expectInputError(() => short(part), "training-diverged", /no longer finite at step \d+/);
  });

  it("when its signal is aborted, before the first step too", async () => {
    const context = recordingContext();
    const aborted = learn(recipeOf(), ancestor, patternDataset, { ...context, signal: AbortSignal.abort() });
    await expect(aborted).rejects.toThrow("aborted");
    expect(context.reports).toHaveLength(0);
  });
});
