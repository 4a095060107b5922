import { describe, expect, it } from "vitest";
import {
  createBatch,
  TrainingBatches,
  type Batch,
  type TrainingBatchOptions,
} from "../../../src/trainer/augment/index.js";
import { imagesInMemory } from "../../../src/trainer/datasets/images.js";
import { Random } from "../../../src/trainer/random.js";
import { madeUpDataset } from "../datasets/made-up.js";

const dataset = madeUpDataset(10, 0);
const options: TrainingBatchOptions = {
  batchSize: 4,
  augment: { shift: 0, flip: false },
  smoothing: 0,
  random: Random.fromSeed(11),
};

function batchAt(step: number, part: Partial<TrainingBatchOptions> = {}): Batch {
  const batch = createBatch(dataset, part.batchSize ?? options.batchSize);
  new TrainingBatches(dataset, dataset.train, { ...options, ...part }).fill(step, batch);
  return batch;
}

/** The pixel value behind a normalised one of channel 0. */
const pixelOf = (value: number): number => Math.round((value * 0.5 + 0.5) * 255);

/** Which images of `madeUpSplit` a batch that is not augmented holds. */
const imagesOf = ({ images, labels }: Batch): number[] =>
  Array.from(labels, (_, i) => pixelOf(images[12 * i] ?? 0)).map((pixel) =>
    Array.from({ length: 10 }, (_, image) => (31 * image) % 256).indexOf(pixel),
  );

describe("training batches", () => {
  it("hold every image at most once an epoch, with its label, in an order drawn anew each epoch", () => {
    const epochs = [0, 1, 2].map((epoch) => {
      const batches = [batchAt(2 * epoch), batchAt(2 * epoch + 1)];
      const images = batches.flatMap(imagesOf);
      expect(new Set(images).size).toBe(8);
      expect(batches.flatMap(({ labels }) => [...labels])).toEqual(images.map((image) => image % 3));
      return images.join();
    });
    expect(new Set(epochs).size).toBe(3);
    expect(new TrainingBatches(dataset, dataset.train, options).stepsPerEpoch).toBe(2);
    expect(new TrainingBatches(dataset, dataset.train, options).epochOf(5)).toBe(2);
  });

  it("take all images when the batches hold them all", () => {
    expect(imagesOf(batchAt(0, { batchSize: 10 })).toSorted((a, b) => a - b)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
  });

  it("depend on the seed and the step alone, so that a training can resume at any", () => {
    const part = { augment: { shift: 1, flip: true } };
    const through = new TrainingBatches(dataset, dataset.train, { ...options, ...part });
    const batch = createBatch(dataset, 4);
    for (let step = 0; step < 7; step++) through.fill(step, batch);
    expect(batch).toEqual(batchAt(6, part));
    expect(batch.images).not.toEqual(batchAt(6, { ...part, random: Random.fromSeed(12) }).images);
  });

  it("draw every shift and both sides, each about equally often", () => {
    const counts = new Map<string, number>();
    const one = { ...dataset, channels: 1, height: 3, width: 3 };
    // One image with a single lit pixel right of the middle shows where it went.
    const split = {
      count: 1,
      images: imagesInMemory(Uint8Array.of(0, 0, 0, 0, 200, 100, 0, 0, 0), 9),
      labels: Uint8Array.of(0),
    };
    const batches = new TrainingBatches(one, split, {
      ...options,
      batchSize: 1,
      augment: { shift: 1, flip: true },
    });
    const batch = createBatch(one, 1);
    for (let step = 0; step < 3600; step++) {
      batches.fill(step, batch);
      const key = Array.from(batch.images, pixelOf).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(18);
    // 3 x 3 places and 2 sides, all to be told apart.
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(60);
  });

  it("smooth their targets", () => {
    const { labels, targets } = batchAt(0, { smoothing: 0.3 });
    const expected = Array.from(labels).flatMap((label) => [0, 1, 2].map((c) => (c === label ? 0.8 : 0.1)));
    expected.forEach((value, i) => {
      expect(targets[i]).toBeCloseTo(value, 6);
    });
  });

  it("refuse batches, shifts and smoothing that the data do not allow", () => {
    const wrong: [Partial<TrainingBatchOptions>, string][] = [
      [{ batchSize: 11 }, "batchSize"],
      [{ batchSize: 0 }, "batchSize"],
      [{ augment: { shift: 2, flip: false } }, "augment.shift"],
      [{ augment: { shift: 0.5, flip: false } }, "augment.shift"],
      [{ smoothing: 1.5 }, "smoothing"],
    ];
    for (const [part, field] of wrong) {
      expect(() => new TrainingBatches(dataset, dataset.train, { ...options, ...part })).toThrow(
        expect.objectContaining({ code: "invalid-recipe", field }),
      );
    }
  });
});
