import { describe, expect, it } from "vitest";
import { Confusion } from "../../src/trainer/confusion.js";
import { expectInputError } from "../support/errors.js";

describe("a confusion matrix", () => {
  const confusion = new Confusion(6);
  // Six classes; three images of class 0, one of class 5. Rows: right; second; sixth; right.
  const rows = [
    [9, 1, 2, 3, 4, 5],
    [5, 6, 0, 0, 0, 0],
    [0, 1, 2, 3, 4, 5],
    [0, 1, 2, 3, 4, 5],
    [9, 9, 9, 9, 9, 9],
  ];
  confusion.add(Float32Array.from(rows.flat()), Int32Array.from([0, 0, 0, 5]));

  it("counts what was said of each class, rows beyond the labels left out", () => {
    expect(confusion.matrix[0]).toEqual([1, 1, 0, 0, 0, 1]);
    expect(confusion.matrix[5]).toEqual([0, 0, 0, 0, 0, 1]);
    expect(confusion.matrix.flat().reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  it("gives each class the same weight in the balanced accuracy, and none to those without images", () => {
    expect(confusion.perClass).toEqual([1 / 3, null, null, null, null, 1]);
    expect(confusion.balancedAccuracy).toBeCloseTo(2 / 3, 12);
  });

  it("counts as right in five what is among the five largest", () => {
    expect(confusion.topFive).toBe(3 / 4);
  });

  it("is refused for more classes than memory is good for", async () => {
    await expectInputError(() => new Confusion(5000), "invalid-request", /5000 classes is too large/);
  });
});
