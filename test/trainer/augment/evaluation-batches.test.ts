import { describe, expect, it } from "vitest";
import { evaluationBatches } from "../../../src/trainer/augment/index.js";
import { madeUpDataset, pixelsOf } from "../datasets/made-up.js";

describe("evaluation batches", () => {
  const dataset = madeUpDataset(0, 7);

  it("hold the split once, in order, the last one padded", () => {
    const labels: number[] = [];
    const counts: number[] = [];
    const images: number[] = [];
    for (const batch of evaluationBatches(dataset, dataset.test, 3)) {
      counts.push(batch.count);
      labels.push(...batch.labels);
      images.push(...batch.images);
    }
    expect(counts).toEqual([3, 3, 1]);
    expect(labels).toEqual([0, 1, 2, 0, 1, 2, 0, -1, -1]);
    const normalised = pixelsOf(dataset.test).map((value, at) => {
      const channel = Math.floor((at % 12) / 6);
      return Math.fround((value / 255 - (channel === 0 ? 0.5 : 0.25)) / (channel === 0 ? 0.5 : 0.2));
    });
    expect(images).toEqual([...normalised, ...new Array<number>(24).fill(0)]);
  });

  it("are none where there are no images", () => {
    expect([...evaluationBatches(dataset, dataset.train, 3)]).toEqual([]);
  });

  it("refuse an empty batch size", () => {
    expect(() => evaluationBatches(dataset, dataset.test, 0).next()).toThrow(
      expect.objectContaining({ code: "invalid-recipe", field: "batchSize" }),
    );
  });
});
