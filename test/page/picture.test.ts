import { describe, expect, it } from "vitest";
import { drawPlan } from "../../src/page/model/picture.js";

const one = (source: number) => [{ source, coefficient: 1 }];

describe("the picture of a plan", () => {
  const plan = {
    rule: "stage-wise",
    depth: 5,
    layers: [2, 0, 3],
    terms: [one(0), one(0), one(2), one(2), one(2)],
    warnings: [],
  };

  it("has a layer each in the stage it is of, from left to right, none over another", () => {
    const { layers } = drawPlan(plan, 100);
    expect(layers.map(({ stage, ofStage }) => [stage, ofStage])).toEqual([
      [0, 1],
      [0, 2],
      [2, 1],
      [2, 2],
      [2, 3],
    ]);
    for (const [i, { x, width }] of layers.entries()) {
      expect(x).toBeGreaterThanOrEqual(i === 0 ? 0 : (layers[i - 1]?.x ?? 0) + (layers[i - 1]?.width ?? 0));
      expect(x + width).toBeLessThanOrEqual(100);
    }
    expect(layers[2]?.title).toBe("Layer 3: stage 3, layer 1 of 3");
  });

  it("puts a stage's name under its layers, and none under a stage that was left out", () => {
    const { stages, layers } = drawPlan(plan, 100);
    expect(stages.map(({ x }) => x)).toEqual([layers[0]?.x, undefined, layers[2]?.x]);
    const last = layers[4];
    expect((stages[2]?.x ?? 0) + (stages[2]?.width ?? 0)).toBeCloseTo((last?.x ?? 0) + (last?.width ?? 0));
  });

  it("says in words what it shows", () => {
    expect(drawPlan(plan, 100).text).toBe("5 layers by the rule stage-wise: stage 1 2, stage 2 0, stage 3 3");
  });

  it("gives no stage to layers that a rule mixes of several", () => {
    const terms = [one(0), [...one(0), { source: 1, coefficient: 0.5 }]];
    const { layers } = drawPlan({ ...plan, rule: "linear", depth: 2, layers: [2], terms }, 100);
    expect(layers.map(({ stage }) => stage)).toEqual([0, undefined]);
    expect(layers[1]?.title).toBe("Layer 2: 1 × layer 0 + 0.5 × layer 1");
  });
});
