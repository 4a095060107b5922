import { describe, expect, it } from "vitest";
import { countRight, sumCrossEntropy } from "../../src/trainer/metrics.js";

const logits = Float32Array.of(1, 2, 3, 0, 0, -1, 5, 5, 5, 9, 9, 9);

describe("counting right answers", () => {
  it("takes the largest logit of a row, the first of equal ones", () => {
    expect(countRight(logits, Int32Array.of(2, 0, 0, 0), 3)).toBe(4);
    expect(countRight(logits, Int32Array.of(1, 1, 2, 1), 3)).toBe(0);
  });

  it("looks at as many rows as there are labels", () => {
    expect(countRight(logits, Int32Array.of(2), 3)).toBe(1);
    expect(countRight(logits, new Int32Array(0), 3)).toBe(0);
  });
});

describe("the sum of cross-entropies", () => {
  it("is that of the rows' labels, in nats", () => {
    const row = Float32Array.of(0, Math.log(2), Math.log(5));
    expect(sumCrossEntropy(row, Int32Array.of(2), 3)).toBeCloseTo(Math.log(8 / 5), 6);
    expect(sumCrossEntropy(Float32Array.of(...row, ...row), Int32Array.of(0, 1), 3)).toBeCloseTo(
      Math.log(8) + Math.log(4),
      6,
    );
  });

  it("neither overflows nor underflows", () => {
    expect(sumCrossEntropy(Float32Array.of(1000, 0, 0), Int32Array.of(1), 3)).toBe(1000);
    expect(sumCrossEntropy(Float32Array.of(-1e38, 0, -1e38), Int32Array.of(1), 3)).toBe(0);
  });
});
