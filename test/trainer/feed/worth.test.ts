import { describe, expect, it } from "vitest";
import { Worth } from "../../../src/trainer/feed/worth.js";

/** After which of some batches, all of the same time but the first, a thread is started; -1: after none. */
function startedAfter(making: number, between: number, left: number): number {
  const worth = new Worth();
  const answers = Array.from({ length: 40 }, (_, i) =>
    worth.add(
      i === 0 ? { making: 500, between: Infinity } : { making, between: i === 1 ? 1000 : between },
      left - i,
    ),
  );
  expect(answers.filter(Boolean).length).toBeLessThanOrEqual(1);
  return answers.indexOf(true);
}

describe("a thread that makes batches", () => {
  it("is worth it where they take a share of the step, and seconds in all; the first ones do not count", () => {
    expect(startedAfter(3, 90, 5000)).toBe(7);
    expect(startedAfter(160, 2000, 100)).toBe(7);
  });

  it("is not worth it where a step takes fifty times as long, or few batches are left", () => {
    expect(startedAfter(0.4, 90, 100_000)).toBe(-1);
    expect(startedAfter(3, 10, 500)).toBe(-1);
  });
});
