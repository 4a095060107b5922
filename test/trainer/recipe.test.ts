import { describe, expect, it } from "vitest";
import { ancestorRecipe, checkRecipe, finetuneRecipe, learnRecipe } from "../../src/trainer/index.js";
import { expectInputError } from "../support/errors.js";
import { patternArchitecture, patternDataset, patternTraining } from "../support/tiny-training.js";

const finetuning = { kind: "finetune" as const, dataset: "fashion-mnist", epochs: 2 };
const learning = {
  ...finetuning,
  kind: "learn" as const,
  stages: [2, 1],
  layouts: { schedule: "drawn" as const, layers: [[1, 1]] },
};
const ancestral = { ...finetuning, kind: "ancestor" as const, architecture: patternArchitecture, depth: 2 };

type Refusal = [field: string, change: object];

/** What every kind of recipe refuses. */
const shared: Refusal[] = [
  ["dataset", { dataset: "" }],
  ["dataset", { dataset: undefined }],
  ["epochs", { epochs: 0 }],
  ["epochs", { epochs: NaN }],
  ["epochs", { epochs: Infinity }],
  ["trainImages", { trainImages: 0 }],
  ["trainImages", { trainImages: 1.5 }],
  ["batchSize", { batchSize: 0 }],
  ["batchSize", { batchSize: 1e9 }],
  ["learningRate", { learningRate: NaN }],
  ["learningRate", { learningRate: 0 }],
  ["learningRate", { learningRate: 11 }],
  ["learningRate", { learningRate: "1e-3" }],
  ["minLearningRate", { minLearningRate: -1e-5 }],
  ["warmupEpochs", { warmupEpochs: -1 }],
  ["weightDecay", { weightDecay: NaN }],
  ["clipNorm", { clipNorm: 0 }],
  ["clipNorm", { clipNorm: Infinity }],
  ["beta1", { beta1: 1 }],
  ["beta2", { beta2: -0.1 }],
  ["epsilon", { epsilon: 0 }],
  ["labelSmoothing", { labelSmoothing: 1.1 }],
  ["augment.shift", { augment: { shift: -1 } }],
  ["augment.shift", { augment: { shift: 0.5 } }],
  ["augment.flip", { augment: { flip: "yes" } }],
  ["augment", { augment: { rotate: 3 } }],
  ["seed", { seed: -1 }],
  ["seed", { seed: 0.5 }],
];

const refusals: [string, (value: never) => unknown, object, Refusal[]][] = [
  [
    "ancestor",
    ancestorRecipe,
    ancestral,
    [
      ["depth", { depth: 0 }],
      ["depth", { depth: 1025 }],
      ["architecture.family", { architecture: { ...patternArchitecture, family: "rnn" } }],
      [
        "architecture.config.patchSize",
        { architecture: { family: "vit", config: { ...patternArchitecture.config, patchSize: 3 } } },
      ],
    ],
  ],
  [
    "learn",
    learnRecipe,
    learning,
    [
      ["stages", { stages: [] }],
      ["stages[1]", { stages: [1, 0] }],
      ["layouts.schedule", { layouts: { schedule: "dynamic" } }],
      ["layouts.layers", { layouts: { schedule: "drawn", layers: [] } }],
      ["layouts.layers[0][1]", { layouts: { schedule: "drawn", layers: [[1, -1]] } }],
      ["layouts", { layouts: { schedule: "fixed", layers: [[1, 1]] } }],
      ["distillationWeight", { distillationWeight: -0.5 }],
      ["distillationWeight", { distillationWeight: NaN }],
      ["temperature", { temperature: 0 }],
      ["evaluateDepths[0]", { evaluateDepths: [0] }],
      ["evaluateDepths", { evaluateDepths: Array.from({ length: 257 }, () => 1) }],
    ],
  ],
  ["finetune", finetuneRecipe, finetuning, [["kind", { kind: "learn" }]]],
];

describe.each(refusals)("a recipe of kind %s", (_, parse, good, own) => {
  it("is taken as it is, its defaults filled in", () => {
    expect(parse(good as never)).toMatchObject({
      ...good,
      batchSize: 128,
      learningRate: 1e-3,
      weightDecay: 0.05,
    });
  });

  it.each([...shared, ...own])("is refused with a wrong %s: %j", async (field, change) => {
    const error = await expectInputError(
      () => parse({ ...good, ...change } as never),
      "invalid-recipe",
      /^recipe/,
    );
    expect(error.field).toBe(`recipe.${field}`);
    expect(error.message).toContain(`recipe.${field}: `);
  });

  it("is refused with a key that it does not have", async () => {
    const error = await expectInputError(
      () => parse({ ...good, learningrate: 1 } as never),
      "invalid-recipe",
      /learningrate/,
    );
    expect(error.field).toBe("recipe");
  });
});

describe("a typo in a recipe", () => {
  it.each([
    [{ learningrate: 1 }, 'recipe: unknown key "learningrate"; did you mean "learningRate"?'],
    [{ labelSmooting: 0.1 }, 'recipe: unknown key "labelSmooting"; did you mean "labelSmoothing"?'],
    [{ flip: true }, 'recipe: unknown key "flip"; did you mean "augment.flip"?'],
    [{ augment: { shfit: 2 } }, 'recipe.augment: unknown key "shfit"; did you mean "shift"?'],
    [
      { layouts: { schedule: "drawn", layer: [[1, 1]] } },
      'recipe.layouts: unknown key "layer"; did you mean "layers"?',
    ],
    [{ images: { xyzzy: 1 } }, 'recipe.images: unknown key "xyzzy"; there are size, color, broken'],
  ])("is answered with the nearest right key: %j", async (change, message) => {
    const error = await expectInputError(
      () => learnRecipe({ ...learning, ...change } as never),
      "invalid-recipe",
      /unknown key/,
    );
    expect(error.message).toBe(message);
  });
});

describe("a recipe and its data", () => {
  const check = (part: object) => () => {
    checkRecipe(finetuneRecipe({ kind: "finetune", ...patternTraining, ...part }), patternDataset);
  };

  it("go together", () => {
    expect(check({})).not.toThrow();
    expect(check({ epochs: 0.25, warmupEpochs: 0.25 })).not.toThrow();
  });

  it.each([
    ["batchSize", { batchSize: 301 }],
    ["trainImages", { trainImages: 301 }],
    ["augment.shift", { augment: { shift: 8 } }],
    ["warmupEpochs", { epochs: 0.5, warmupEpochs: 1 }],
    ["learningRate", { learningRate: 1e-6 }],
  ])("do not where %s is wrong: %j", async (field, part) => {
    const error = await expectInputError(check(part), "invalid-recipe", /./);
    expect(error.field).toBe(field);
  });
});
