import { beforeAll, describe, expect, it } from "vitest";
import {
  finetune,
  finetuneRecipe,
  learn,
  learnRecipe,
  type Ancestor,
  type EvaluationReport,
} from "../../src/trainer/index.js";
import { subset } from "../../src/trainer/datasets/index.js";
import { trainingSplits } from "../../src/trainer/training-split.js";
import { expectInputError } from "../support/errors.js";
import { trainTinyAncestor } from "../support/tiny-ancestor.js";
import { patternDataset, patternTraining, quietContext } from "../support/tiny-training.js";

type Part = Partial<Parameters<typeof finetuneRecipe>[0]>;

const recipeOf = (part: Part) =>
  finetuneRecipe({ kind: "finetune", ...patternTraining, epochs: 1, warmupEpochs: 0, ...part });

let start: Ancestor;
beforeAll(async () => {
  start = await trainTinyAncestor();
});

const tune = (part: Part, data = patternDataset) => finetune(recipeOf(part), start, data, quietContext);

/** Largest difference between tensors of two networks, each as large as it may be. */
const largestDifference = (a: Map<string, Float32Array>, b: Map<string, Float32Array>) =>
  Math.max(
    ...[...a].flatMap(([name, values]) =>
      Array.from(values, (value, i) => Math.abs(value - (b.get(name)?.[i] ?? NaN))),
    ),
  );

describe("gradients of several batches", () => {
  it("make the step of one large batch", async () => {
    // The same 60 images, whatever the order within a step.
    const train = subset(patternDataset.train, 60, 1);
    const part: Part = { learningRate: 1e-3, weightDecay: 0.1, clipNorm: 0.5 };
    const large = await tune({ ...part, batchSize: 60 }, { ...patternDataset, train });
    const small = await tune({ ...part, batchSize: 20, accumulate: 3 }, { ...patternDataset, train });
    expect(small.manifest.training?.steps).toBe(1);
    expect(largestDifference(small.tensors, large.tensors)).toBeLessThan(2e-6);
    expect(largestDifference(small.tensors, start.tensors)).toBeGreaterThan(1e-4);
  });
});

describe("frozen layers", () => {
  it("stay as they are to the bit, and those above them do not", async () => {
    const { tensors } = await tune({ frozenLayers: 1, weightDecay: 0.5 });
    for (const [name, values] of tensors) {
      const isFrozen = /^(pos_embed|patch_embed|blocks\.0\.)/.test(name);
      expect([name, values.join() === start.tensors.get(name)?.join()]).toEqual([name, isFrozen]);
    }
  });

  it("may be all but the head, and no more", async () => {
    const { tensors } = await tune({ frozenLayers: 2 });
    expect(tensors.get("blocks.1.mlp.fc1.weight")).toEqual(start.tensors.get("blocks.1.mlp.fc1.weight"));
    expect(tensors.get("head.weight")).not.toEqual(start.tensors.get("head.weight"));
    await expectInputError(() => tune({ frozenLayers: 3 }), "invalid-recipe", /network's 2/);
  });
});

describe("each ingredient of a recipe", () => {
  it("makes other weights, none of them worthless", async () => {
    const parts: Part[] = [
      {},
      { ema: 0.9 },
      { dropPath: 0.3 },
      { layerDecay: 0.7 },
      { augment: { mixup: 0.8 } },
      { augment: { cutmix: 1 } },
      { augment: { operations: 2, magnitude: 3 } },
      { augment: { crop: 0.5 } },
    ];
    const heads: string[] = [];
    for (const part of parts) {
      const { tensors, manifest } = await tune({ ...part, learningRate: 1e-3 });
      expect(manifest.training?.accuracy).toBeGreaterThan(0.8);
      heads.push(tensors.get("blocks.1.mlp.fc2.weight")?.join() ?? "");
    }
    expect(new Set(heads).size).toBe(parts.length);
  });
});

describe("images set aside", () => {
  it("are as even over the classes as may be, and none of them is trained on", () => {
    const { training, validation } = trainingSplits(recipeOf({ validationImages: 60 }), patternDataset);
    expect([training.count, validation?.count]).toEqual([240, 60]);
    const counts = [0, 1, 2].map((label) => validation?.labels.filter((each) => each === label).length);
    expect(counts).toEqual([20, 20, 20]);
    const shown = (split: typeof training) =>
      Array.from({ length: split.count }, (_, i) => split.images.at(i).join());
    const all = new Set([...shown(training), ...(validation === undefined ? [] : shown(validation))]);
    expect(all.size).toBe(300);
  });

  it("leave some to train on, and patience has need of them", async () => {
    await expectInputError(() => tune({ validationImages: 300 }), "invalid-recipe", /leave none of 300/);
    const error = await expectInputError(
      () => tune({ patience: 1 }),
      "invalid-recipe",
      /patience needs images/,
    );
    expect(error.fix).toContain("validationImages");
  });

  it("are measured on at every depth while an Aux-Net trains", async () => {
    const seen: EvaluationReport[] = [];
    const reporter = { ...quietContext.reporter, evaluate: (report: EvaluationReport) => seen.push(report) };
    const recipe = learnRecipe({
      kind: "learn",
      ...patternTraining,
      epochs: 2,
      stages: [1, 1],
      evaluateDepths: [3],
      validationImages: 50,
      layouts: {
        schedule: "drawn",
        layers: [
          [1, 1],
          [2, 1],
        ],
        odds: [
          { at: 0, odds: [1, 0] },
          { at: 1, odds: [0, 1] },
        ],
      },
    });
    await learn(recipe, start, patternDataset, { ...quietContext, reporter });
    const measured = seen.filter(({ split }) => split === "validation");
    expect(measured.map(({ step, layers, images }) => [step, layers?.join(), images])).toEqual([
      [10, "2,1", 50],
      [10, "1,1", 50],
      [20, "2,1", 50],
      [20, "1,1", 50],
    ]);
  });

  it("stop a training that gets no better, and give the weights of its best measurement", async () => {
    const seen: EvaluationReport[] = [];
    const notes: string[] = [];
    const context = {
      ...quietContext,
      reporter: {
        ...quietContext.reporter,
        evaluate: (report: EvaluationReport) => seen.push(report),
        note: (text: string) => notes.push(text),
      },
    };
    // A rate so high that it only gets worse.
    const harmful = { learningRate: 0.5, minLearningRate: 0.5, epochs: 20, validateEvery: 0.25 };
    const recipe = recipeOf({ ...harmful, validationImages: 60, patience: 2 });
    const tuned = await finetune(recipe, start, patternDataset, context);
    const losses = seen.filter(({ split }) => split === "validation").map(({ loss }) => loss);
    const best = losses.indexOf(Math.min(...losses));
    expect(losses.length).toBe(best + 3);
    expect(tuned.manifest.training?.steps).toBeLessThan(200);
    expect(notes.at(-1)).toMatch(
      /^stopped after step \d+ of \d+: the loss on validation images has not fallen$/,
    );
    const test = seen.at(-1);
    expect(test?.split).toBeUndefined();
    expect(test?.loss).toBeLessThan(losses.at(-1) ?? 0);
  });
});

describe("odds of layouts", () => {
  it("are refused where they do not fit the layouts, or are all nothing", async () => {
    const odds = (...points: { at: number; odds: number[] }[]) =>
      learnRecipe({
        kind: "learn",
        ...patternTraining,
        stages: [1, 1],
        layouts: {
          schedule: "drawn",
          layers: [
            [1, 1],
            [2, 1],
          ],
          odds: points,
        },
      });
    await expectInputError(
      () => odds({ at: 0, odds: [1] }),
      "invalid-recipe",
      /layouts\.odds: must hold one number/,
    );
    await expectInputError(() => odds({ at: 0, odds: [0, 0] }), "invalid-recipe", /must not all be 0/);
    await expectInputError(
      () => odds({ at: 0.5, odds: [1, 1] }, { at: 0.2, odds: [1, 1] }),
      "invalid-recipe",
      /in the order of their points/,
    );
  });
});
