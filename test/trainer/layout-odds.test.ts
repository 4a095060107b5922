import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evenLayout } from "../../src/model/index.js";
import { oddsOf, shallowFirst } from "../../src/trainer/layout-odds.js";

const stages = [3, 3, 4, 3, 3];
const layouts = (depths: readonly number[]) => depths.map((depth) => evenLayout(stages.length, depth));

describe("shallowFirst", () => {
  it("draws as many layers as stages, and one in five of a layer fewer, for six tenths of the training", () => {
    const layers = [...layouts([4, 5, 6, 9]), stages];
    const odds = shallowFirst(layers);
    for (const step of [0, 300, 600]) {
      expect(oddsOf(odds, layers.length, step, 1001)).toEqual([0.2, 0.8, 0, 0, 0]);
    }
  });

  it("draws all of them evenly at the end, and on a line between", () => {
    const layers = [...layouts([4, 5, 6, 9]), stages];
    const odds = shallowFirst(layers);
    const at = (step: number) => oddsOf(odds, layers.length, step, 1001);
    expect(at(1000)).toEqual([0.2, 0.2, 0.2, 0.2, 0.2]);
    expect(at(800)).toEqual([0.2, 0.5, 0.1, 0.1, 0.1].map((share) => expect.closeTo(share, 12) as number));
  });

  it("begins with the shallowest where none has as few layers as stages", () => {
    expect(shallowFirst(layouts([9, 7, 12]))[0]?.odds).toEqual([0, 1, 0]);
  });

  it("leaves odds above zero at every moment, whichever layouts are drawn", () => {
    const depths = fc.uniqueArray(fc.integer({ min: 1, max: 32 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(depths, fc.integer({ min: 0, max: 100 }), (depths, step) => {
        const layers = layouts(depths);
        const total = oddsOf(shallowFirst(layers), layers.length, step, 101).reduce((a, b) => a + b, 0);
        expect(total).toBeCloseTo(1, 12);
      }),
    );
  });
});
