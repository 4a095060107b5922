import { describe, expect, it } from "vitest";
import { beta, mixBatch } from "../../../src/trainer/augment/mixing.js";
import { smoothedTargets, type Batch, type BatchSource } from "../../../src/trainer/augment/index.js";
import { expectClose } from "../../support/numbers.js";
import { Random } from "../../../src/trainer/random.js";

const source: BatchSource = {
  channels: 1,
  height: 4,
  width: 4,
  numClasses: 3,
  preprocessing: { mean: [0], std: [1], interpolation: "bilinear" },
};

/** Image `i` is all `10^i`; its class is `i`. */
function batchOf(count: number): Batch {
  const labels = Int32Array.from({ length: count }, (_, i) => i);
  const targets = new Float32Array(count * 3);
  smoothedTargets(labels, 3, 0, targets);
  const images = Float32Array.from({ length: count * 16 }, (_, at) => 10 ** Math.floor(at / 16));
  return { images, labels, targets, indices: new Uint32Array(count) };
}

const mixed = (options: Parameters<typeof mixBatch>[2], seed: number) => {
  const batch = batchOf(3);
  mixBatch(batch, source, options, Random.fromSeed(seed));
  return batch;
};

describe("mixup", () => {
  it("blends images and targets with their opposites by one share, the middle one with itself", () => {
    for (const seed of [1, 2, 3]) {
      const { images, targets } = mixed({ mixup: 0.8 }, seed);
      const share = targets[0] ?? NaN;
      expectClose(targets, [share, 0, 1 - share, 0, 1, 0, 1 - share, 0, share], 1e-6);
      expect(images[5]).toBeCloseTo(share + 100 * (1 - share), 4);
      expect(images[20]).toBeCloseTo(10, 5);
      expect(images[40]).toBeCloseTo(100 * share + 1 - share, 4);
    }
  });
});

describe("CutMix", () => {
  it("swaps a box, and gives targets the shares of pixels", () => {
    const shares = Array.from({ length: 20 }, (_, seed) => {
      const { images, targets, labels } = mixed({ cutmix: 1 }, seed);
      const own = images.subarray(0, 16).filter((value) => value === 1).length;
      expect(images.subarray(0, 16).filter((value) => value === 100).length).toBe(16 - own);
      expect(images.subarray(32).filter((value) => value === 1).length).toBe(16 - own);
      expect(Array.from(targets.subarray(0, 3))).toEqual([own / 16, 0, 1 - own / 16]);
      expect(labels[0]).toBe(own < 8 ? 2 : 0);
      return own;
    });
    expect(new Set(shares).size).toBeGreaterThan(2);
  });

  it("takes turns with mixup where both are asked for", () => {
    const isCut = Array.from({ length: 40 }, (_, seed) =>
      mixed({ mixup: 1, cutmix: 1 }, seed).images.every((value) => [1, 10, 100].includes(value)),
    );
    expect(isCut.filter(Boolean).length).toBeGreaterThan(8);
    expect(isCut.filter((cut) => !cut).length).toBeGreaterThan(8);
  });
});

describe("without mixing", () => {
  it("a batch stays as it is", () => {
    expect(mixed({}, 1)).toEqual(batchOf(3));
  });
});

describe("Beta(alpha, alpha)", () => {
  it.each([[0.2], [0.8], [1], [4]])(
    "with alpha %f has its mean 1/2 and variance 1 / (4 (2 alpha + 1))",
    (alpha) => {
      const draws = Random.fromSeed(5);
      const values = Array.from({ length: 20_000 }, () => beta(alpha, draws));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(mean).toBeCloseTo(0.5, 1.8);
      expect(variance * 4 * (2 * alpha + 1)).toBeCloseTo(1, 1.2);
    },
  );
});
