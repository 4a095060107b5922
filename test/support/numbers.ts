/** Numbers to feed and ways to compare them. */
import { expect } from "vitest";
import { Random } from "../../src/trainer/random.js";

/** `count` float32 numbers, uniform between `low` and `high`, always the same for a seed. */
export function randomFloats(seed: string | number, count: number, low = -1, high = 1): Float32Array {
  const random = Random.fromSeed(seed);
  return Float32Array.from({ length: count }, () => low + (high - low) * random.uniform());
}

/** Largest absolute difference, element by element; infinite where the lengths differ or a number is missing. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) {
    return Infinity;
  }
  return Array.from(actual).reduce((worst, value, i) => {
    const difference = Math.abs(value - (expected[i] ?? NaN));
    return Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  }, 0);
}

/** Largest magnitude. */
export function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((worst, value) => Math.max(worst, Math.abs(value)), 0);
}

/** Expects equally many numbers, none further than `tolerance` from its counterpart. */
export function expectClose(
  actual: ArrayLike<number> | undefined,
  expected: ArrayLike<number>,
  tolerance: number,
  what = "",
): void {
  expect(actual, what).toHaveLength(expected.length);
  const difference = largestDifference(actual ?? [], expected);
  expect(difference, `${what} differs by ${difference}`).toBeLessThanOrEqual(tolerance);
}
