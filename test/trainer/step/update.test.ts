import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addGradients } from "../../../src/trainer/step/update.js";
import { expectClose } from "../../support/numbers.js";

describe("gradients of a batch's parts", () => {
  const value = fc.integer({ min: -1000, max: 1000 });
  const parts = fc
    .tuple(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 1, max: 4 }))
    .chain(([length, count]) =>
      fc.array(fc.array(value, { minLength: length, maxLength: length }), {
        minLength: count,
        maxLength: count,
      }),
    );

  // Whole numbers: float32 holds their sums exactly, in any order.
  it("are added up in the first, however many, and their squares told", () => {
    fc.assert(
      fc.property(parts, (all) => {
        const [sum = [], ...others] = all;
        const expected = sum.map((first, i) =>
          others.reduce((total, other) => total + (other[i] ?? 0), first),
        );
        const vectors = all.map((values) => Float32Array.from(values));
        expect(addGradients(vectors)).toBe(expected.reduce((total, x) => total + x * x, 0));
        expectClose(vectors[0] ?? [], expected, 0, "sum");
      }),
    );
  });
});
