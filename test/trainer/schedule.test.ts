import { describe, expect, it } from "vitest";
import { learningRate, type CosineSchedule } from "../../src/trainer/schedule.js";

const schedule: CosineSchedule = { base: 1e-3, min: 1e-5, warmupSteps: 10, totalSteps: 110 };

describe("the cosine schedule with warm-up", () => {
  it("rises in equal parts to the base rate", () => {
    expect(learningRate(0, schedule)).toBeCloseTo(1e-4, 12);
    expect(learningRate(4, schedule)).toBeCloseTo(5e-4, 12);
    expect(learningRate(9, schedule)).toBeCloseTo(1e-3, 12);
  });

  it("falls along half a cosine to the least rate", () => {
    const at = (t: number): number => learningRate(10 + 100 * t, schedule);
    expect(at(0)).toBeCloseTo(1e-3, 12);
    expect(at(0.25)).toBeCloseTo(1e-5 + (9.9e-4 * (1 + Math.SQRT1_2)) / 2, 12);
    expect(at(0.5)).toBeCloseTo(5.05e-4, 12);
    expect(at(0.75)).toBeCloseTo(1e-5 + (9.9e-4 * (1 - Math.SQRT1_2)) / 2, 12);
    expect(at(1)).toBe(1e-5);
    expect(learningRate(1000, schedule)).toBe(1e-5);
  });

  it("begins at the base rate without a warm-up, and may be nothing but warm-up", () => {
    expect(learningRate(0, { ...schedule, warmupSteps: 0 })).toBe(1e-3);
    expect(learningRate(109, { ...schedule, warmupSteps: 110 })).toBe(1e-3);
  });

  it("never rises after the warm-up", () => {
    const rates = Array.from({ length: 102 }, (_, i) => learningRate(9 + i, schedule));
    expect(rates).toEqual(rates.toSorted((a, b) => b - a));
  });

  it("refuses rates and warm-ups that make no schedule", () => {
    const wrong: Partial<CosineSchedule>[] = [
      { min: -1 },
      { min: 1 },
      { base: NaN },
      { base: Infinity },
      { warmupSteps: 111 },
      { warmupSteps: -1 },
      { totalSteps: NaN },
    ];
    for (const part of wrong) {
      expect(() => learningRate(0, { ...schedule, ...part })).toThrow(
        expect.objectContaining({ name: "InputError", code: "invalid-recipe" }),
      );
    }
  });
});
