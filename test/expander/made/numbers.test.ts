import { describe, expect, it } from "vitest";
import { normalQuantile } from "../../../src/expander/made/normal.js";
import { philox, type FourWords } from "../../../src/expander/made/philox.js";
import { bicubicTaps } from "../../../src/expander/made/resample.js";
import { readReference } from "../../support/reference.js";

// The known answers that the authors publish with Random123 (kat_vectors).
it.each<[FourWords, [number, number], number[]]>([
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
])("Philox of the counter %j and the key %j is as published", (counter, key, words) => {
  expect(philox(counter, key)).toEqual(words);
});

it("quantiles of the normal distribution are Cephes' to 1e-7, far out too", () => {
  const reference = readReference("normal");
  const expected = reference.tensor("x");
  reference.tensor("p").forEach((p, i) => {
    const x = expected[i] ?? NaN;
    expect(Math.abs(normalQuantile(p) - x), `p = ${p}`).toBeLessThan(1e-6 * Math.max(1, Math.abs(x)));
  });
});

describe("bicubic taps", () => {
  it("sum to 1 and stay on the axis, whatever the sizes", () => {
    for (const [from, to] of [
      [7, 7],
      [1, 5],
      [14, 3],
      [3, 40],
      [64, 1],
    ] as const) {
      for (const { first, weights } of bicubicTaps(from, to)) {
        expect(first).toBeGreaterThanOrEqual(0);
        expect(first + weights.length).toBeLessThanOrEqual(from);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      }
    }
  });

  it("leave an axis of the same size as it is", () => {
    bicubicTaps(5, 5).forEach(({ first, weights }, i) => {
      expect(weights.map((weight) => Math.abs(weight))).toEqual(
        weights.map((_, j) => Number(first + j === i)),
      );
    });
  });
});
