import { describe, expect, it } from "vitest";
import { epochsWithin, labelsFlops, learnFlops } from "../../bench/support/training-cost.js";
import { networkCost, type Architecture } from "../../src/model/index.js";
import { learnRecipe, type LearnRecipe } from "../../src/trainer/index.js";

const architecture: Architecture = {
  family: "vit",
  config: {
    imageSize: 28,
    patchSize: 7,
    inChans: 1,
    numClasses: 10,
    embedDim: 32,
    numHeads: 4,
    mlpRatio: 4,
    globalPool: "avg",
    fcNorm: false,
    normEps: 1e-6,
  },
};
const images = 1280;
const lesson = { architecture, ancestor: { architecture, depth: 12 }, images };
const flops = (depth: number) => networkCost(architecture, depth).flops;

type Choices = Partial<Omit<Parameters<typeof learnRecipe>[0], "kind">>;
const recipe = (choices: Choices): LearnRecipe =>
  learnRecipe({
    kind: "learn",
    dataset: "fashion-mnist",
    epochs: 4,
    stages: [2, 2],
    layouts: { schedule: "fixed" },
    ...choices,
  });

describe("the cost of a training", () => {
  it("is three forward passes an image from labels", () => {
    expect(labelsFlops({ architecture, depth: 6, epochs: 2 }, images)).toBe(3 * 2 * images * flops(6));
  });

  it("is of a learngene that of the Aux-Net and of the Ans-Net's answers, once", () => {
    expect(learnFlops(recipe({}), lesson)).toBe(images * (3 * 4 * flops(4) + flops(12)));
  });

  it("has the Ans-Net's answers in each epoch where images vary, and none where they weigh nothing", () => {
    expect(learnFlops(recipe({ augment: { flip: true } }), lesson)).toBe(
      images * (3 * 4 * flops(4) + 4 * flops(12)),
    );
    expect(learnFlops(recipe({ distillationWeight: 0 }), lesson)).toBe(images * 3 * 4 * flops(4));
  });

  it("is of drawn layouts their mean", () => {
    const layers = [
      [1, 1],
      [2, 2],
    ];
    const drawn = recipe({ layouts: { schedule: "drawn", layers } });
    const mean = (flops(2) + flops(4)) / 2;
    expect(learnFlops(drawn, lesson)).toBeCloseTo(images * (3 * 4 * mean + flops(12)), 0);
  });

  it("weighs drawn layouts by their odds, over the whole training", () => {
    const layers = [
      [1, 1],
      [2, 2],
    ];
    const odds = [
      { at: 0, odds: [1, 0] },
      { at: 1, odds: [1, 1] },
    ];
    // From all to half of the steps, in a line: three quarters.
    const mean = 0.75 * flops(2) + 0.25 * flops(4);
    const drawn = recipe({ layouts: { schedule: "drawn", layers, odds } });
    expect(learnFlops(drawn, lesson)).toBeCloseTo(images * (3 * 4 * mean + flops(12)), -2);
  });

  it("buys as many tenths of an epoch as a budget has, what is paid once taken off", () => {
    const costOf = (epochs: number) => 7 + 3 * epochs;
    expect(epochsWithin(7 + 3 * 2.5, costOf)).toBe(2.5);
    expect(epochsWithin(7 + 3 * 2.59, costOf)).toBe(2.5);
    expect(epochsWithin(0.3, (epochs) => 0.1 * epochs)).toBe(3);
  });
});
