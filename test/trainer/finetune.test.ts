import { beforeAll, describe, expect, it } from "vitest";
import { writeNetwork } from "../../src/formats/index.js";
import {
  finetune,
  finetuneRecipe,
  freshNetwork,
  type FinetuneRecipe,
  type NetworkWeights,
} from "../../src/trainer/index.js";
import { expectInputError } from "../support/errors.js";
import { trainTinyAncestor } from "../support/tiny-ancestor.js";
import {
  patternArchitecture,
  patternDataset,
  patternTraining,
  quietContext,
  recordingContext,
} from "../support/tiny-training.js";

const recipeOf = (part: Partial<FinetuneRecipe> = {}) =>
  finetuneRecipe({ kind: "finetune", ...patternTraining, epochs: 1, warmupEpochs: 0, ...part });

/** The patterns with their labels told apart in another way: columns or not. */
const two = {
  ...patternDataset,
  name: "columns",
  numClasses: 2,
  labels: ["other", "columns"],
  train: { ...patternDataset.train, labels: patternDataset.train.labels.map((label) => Number(label === 1)) },
  test: { ...patternDataset.test, labels: patternDataset.test.labels.map((label) => Number(label === 1)) },
};

let start: NetworkWeights;

beforeAll(async () => {
  start = await trainTinyAncestor();
});

describe("fine-tuning", () => {
  it("goes on from the network it is given, and leaves that one alone", async () => {
    const before = new Map([...start.tensors].map(([name, data]) => [name, data.slice()]));
    const context = recordingContext();
    const tuned = await finetune(recipeOf(), start, patternDataset, context);
    expect(context.reports[0]?.loss).toBeLessThan(0.5);
    expect(tuned.manifest.training?.accuracy).toBeGreaterThan(0.9);
    expect(tuned.manifest.training?.recipe).toMatchObject({ kind: "finetune" });
    expect(tuned.tensors).not.toEqual(before);
    expect(start.tensors).toEqual(before);
    expect(() => writeNetwork(tuned.manifest, tuned.tensors)).not.toThrow();
  });

  it("keeps where the network comes from, its labels and its preprocessing", async () => {
    const origin = { digest: `sha256:${"b".repeat(64)}`, rule: "stage-wise", layers: [1, 1] };
    const preprocessing = { mean: [0.4], std: [0.3], interpolation: "bilinear" as const };
    const descended = { ...start, manifest: { ...start.manifest, origin, preprocessing, license: "MIT" } };
    const { manifest } = await finetune(recipeOf(), descended, patternDataset, quietContext);
    expect(manifest).toMatchObject({ origin, preprocessing, license: "MIT", labels: patternDataset.labels });
  });

  it("shows images as the network's manifest says, whatever the data set would", async () => {
    const lighter = {
      ...patternDataset,
      preprocessing: { mean: [0.9], std: [2], interpolation: "bilinear" as const },
    };
    const [there, here] = [
      await finetune(recipeOf(), start, lighter, quietContext),
      await finetune(recipeOf(), start, patternDataset, quietContext),
    ];
    expect(there.tensors).toEqual(here.tensors);
  });

  it("gives the same weights for the same seed, others for another", async () => {
    const tuned = async (seed: number) =>
      (await finetune(recipeOf({ seed }), start, patternDataset, quietContext)).tensors;
    const first = await tuned(1);
    expect(await tuned(1)).toEqual(first);
    expect(await tuned(2)).not.toEqual(first);
  });

  it("takes a fresh head for another number of classes, and the rest as it is", async () => {
    const context = recordingContext();
    const still = recipeOf({ learningRate: 1e-9, minLearningRate: 0 });
    const { manifest, tensors } = await finetune(still, start, two, context);
    expect(manifest.architecture.config.numClasses).toBe(2);
    expect(manifest.labels).toBeUndefined();
    expect(tensors.get("head.bias")).toHaveLength(2);
    expect(tensors.get("head.weight")).toHaveLength(2 * 12);
    // A fresh head says as good as nothing of either class.
    expect(context.reports[0]?.loss).toBeCloseTo(Math.log(2), 1);
    const kept = tensors.get("blocks.1.mlp.fc1.weight") ?? [];
    expect(kept).toHaveLength(start.tensors.get("blocks.1.mlp.fc1.weight")?.length ?? NaN);
    const drift = Array.from(kept, (value, i) =>
      Math.abs(value - (start.tensors.get("blocks.1.mlp.fc1.weight")?.[i] ?? NaN)),
    );
    expect(Math.max(...drift)).toBeLessThan(1e-6);
    expect(() => writeNetwork(manifest, tensors)).not.toThrow();
  });

  it("learns the other classes", async () => {
    const { manifest } = await finetune(recipeOf({ epochs: 6 }), start, two, quietContext);
    expect(manifest.training?.accuracy).toBeGreaterThan(0.9);
  });

  it("is refused for images that the network does not read", async () => {
    const tall = { ...patternDataset, height: 16 };
    await expectInputError(
      () => finetune(recipeOf(), start, tall, quietContext),
      "invalid-dataset",
      /images of patterns are 1x16x8, the network reads 1x8x8/,
    );
  });

  it("trains fresh networks as well, which is what training from scratch is", async () => {
    const fresh = freshNetwork(patternArchitecture, 1, patternDataset, 3);
    const { manifest } = await finetune(recipeOf({ epochs: 12 }), fresh, patternDataset, quietContext);
    expect(manifest).toMatchObject({ depth: 1 });
    expect(manifest.training?.accuracy).toBeGreaterThan(0.9);
  });
});
