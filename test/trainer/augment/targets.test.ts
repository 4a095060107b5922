import { describe, expect, it } from "vitest";
import { smoothedTargets } from "../../../src/trainer/augment/targets.js";

describe("smoothed targets", () => {
  it("keep 1 - smoothing for the class and share the rest among all", () => {
    const out = new Float32Array(8).fill(9);
    smoothedTargets(Int32Array.of(2, 0), 4, 0.1, out);
    const [on, off] = [Math.fround(0.925), Math.fround(0.025)];
    expect([...out]).toEqual([off, off, on, off, on, off, off, off]);
  });

  it("are one-hot without smoothing, and leave what lies behind them", () => {
    const out = new Float32Array(5).fill(9);
    smoothedTargets([1], 3, 0, out);
    expect([...out]).toEqual([0, 1, 0, 9, 9]);
  });
});
