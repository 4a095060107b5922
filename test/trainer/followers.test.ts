import { describe, expect, it } from "vitest";
import { frozenTensors, LayerRates, rateShare } from "../../src/trainer/layer-rates.js";
import { drawLayout, oddsOf } from "../../src/trainer/layout-odds.js";
import { MovingAverage } from "../../src/trainer/moving-average.js";
import { Random } from "../../src/trainer/random.js";
import { branchScaleCount, drawBranchScales } from "../../src/trainer/step/drop-path.js";
import { layOutParameters } from "../../src/trainer/step/parameters.js";
import { expectInputError } from "../support/errors.js";

const vectors = (decayed: number[], plain: number[]) => ({
  decayed: Float32Array.from(decayed),
  plain: Float32Array.from(plain),
});

describe("the moving average", () => {
  it("is min(decay, (1 + t) / (10 + t)) of itself and the rest of the weights after step t", () => {
    const average = new MovingAverage(vectors([0], [8]), 0.5);
    average.follow(vectors([11], [8]), 1);
    expect(average.vectors.decayed[0]).toBeCloseTo((9 / 11) * 11, 5);
    average.follow(vectors([0], [8]), 100);
    expect(average.vectors.decayed[0]).toBeCloseTo(4.5, 5);
    expect(average.vectors.plain[0]).toBe(8);
  });
});

describe("shares of the learning rate", () => {
  it("fall by layerDecay from the head to the stem, as BEiT counts layers", () => {
    const share = (name: string) => rateShare(name, 2, { layerDecay: 0.5 });
    expect(
      ["head.weight", "norm.bias", "blocks.1.mlp.fc1.weight", "blocks.0.norm1.bias", "pos_embed"].map(share),
    ).toEqual([1, 1, 0.5, 0.25, 0.125]);
  });

  it("are nothing for the stem and the frozen layers, of which there are no more than the depth", async () => {
    const names = ["patch_embed.proj.bias", "blocks.0.norm1.bias", "blocks.1.norm1.bias", "head.bias"];
    expect([...frozenTensors(names, 2, { frozenLayers: 1 })]).toEqual(names.slice(0, 2));
    expect([...frozenTensors(names, 2, { frozenLayers: 0 })]).toEqual(names.slice(0, 1));
    expect(frozenTensors(names, 2, {}).size).toBe(0);
    await expectInputError(
      () => frozenTensors(names, 2, { frozenLayers: 3 }),
      "invalid-recipe",
      /3 frozen layers/,
    );
  });

  it("are the shares of the way that parameters go in a step", () => {
    const layout = layOutParameters([
      { name: "pos_embed", shape: [1] },
      { name: "blocks.0.mlp.fc1.weight", shape: [1, 1] },
      { name: "head.bias", shape: [1] },
    ]);
    const parameters = vectors([1], [2, 3]);
    const rates = new LayerRates(layout, 1, { layerDecay: 0.5, frozenLayers: 0 });
    rates.before(parameters);
    parameters.decayed[0] = 2;
    parameters.plain.set([7, 4]);
    rates.after(parameters);
    expect(parameters).toEqual(vectors([1.5], [2, 4]));
  });
});

describe("odds of layouts", () => {
  const points = [
    { at: 0, odds: [2, 0] },
    { at: 0.5, odds: [1, 1] },
    { at: 1, odds: [0, 5] },
  ];

  it("go in straight lines from point to point, only proportions counting", () => {
    const at = (step: number) => oddsOf(points, 2, step, 101);
    expect([0, 25, 50, 75, 100].map(at)).toEqual([
      [1, 0],
      [0.75, 0.25],
      [0.5, 0.5],
      [0.25, 0.75],
      [0, 1],
    ]);
    expect(oddsOf([{ at: 0.5, odds: [1, 3] }], 2, 0, 10)).toEqual([0.25, 0.75]);
    expect(oddsOf([], 4, 3, 10)).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it("are how often layouts are drawn, by the seed and the step alone", () => {
    const draws = Random.fromSeed(3);
    const drawn = Array.from({ length: 2000 }, (_, step) =>
      drawLayout([{ at: 0, odds: [1, 0, 3] }], 3, step, 2000, draws),
    );
    expect(drawn.filter((index) => index === 0).length / 2000).toBeCloseTo(0.25, 1.3);
    expect(drawn).not.toContain(1);
    expect(drawLayout([{ at: 0, odds: [1, 0, 3] }], 3, 77, 2000, Random.fromSeed(3))).toBe(drawn[77]);
  });
});

describe("stochastic depth", () => {
  it("drops none in the first layer, the rate in the last, and keeps means", () => {
    const [depth, batch] = [3, 4000];
    const scales = new Float32Array(branchScaleCount(depth, batch));
    drawBranchScales(scales, depth, 0.4, Random.fromSeed(9));
    for (const [layer, rate] of [0, 0.2, 0.4].entries()) {
      const rows = scales.subarray(2 * layer * batch, 2 * (layer + 1) * batch);
      expect(rows.filter((scale) => scale === 0).length / rows.length).toBeCloseTo(rate, 1.5);
      expect(new Set(rows)).toEqual(new Set(rate === 0 ? [1] : [0, Math.fround(1 / (1 - rate))]));
    }
  });
});
