import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deepest } from "../../../src/expander/budget/deepest.js";

/** Costs that grow with depth, in steps of their own, some of them nearly even as those of files are. */
const costs = fc
  .tuple(
    fc.integer({ min: 0, max: 1000 }),
    fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 200 }),
  )
  .map(([start, steps]) =>
    steps.map((_, i) => start + steps.slice(0, i + 1).reduce((sum, step) => sum + step, 0)),
  );

describe("the deepest that fits", () => {
  it("fits, and the next does not", () => {
    fc.assert(
      fc.property(costs, fc.integer({ min: 0, max: 12_000 }), (costs, limit) => {
        const cost = (depth: number) => costs[depth - 1] ?? Number.NaN;
        const depth = deepest(costs.length, limit, cost);
        expect(costs.filter((each) => each <= limit)).toHaveLength(depth);
      }),
    );
  });

  it("is found with few looks, whatever the limit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000 }), (limit) => {
        let looks = 0;
        const depth = deepest(1024, limit, (depth) => {
          looks += 1;
          // As the length of a file: weights, and a header whose numbers grow longer.
          return 1000 + 1788 * depth + 12 * depth * String(depth).length;
        });
        expect(looks).toBeLessThanOrEqual(9);
        expect(depth).toBeLessThanOrEqual(1024);
      }),
    );
  });

  it("is the last before the costs are without end", () => {
    expect(deepest(1024, Infinity, (depth) => (depth > 700 ? Number.NaN : depth))).toBe(700);
    expect(deepest(1024, 1e12, (depth) => (depth > 700 ? Infinity : depth))).toBe(700);
  });

  it("is 0 where even one layer is too much, and the most where all fit", () => {
    expect(deepest(1024, 9, () => 10)).toBe(0);
    expect(deepest(1, 10, () => 10)).toBe(1);
    expect(deepest(64, 10, () => 10)).toBe(64);
  });
});
