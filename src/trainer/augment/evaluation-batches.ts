import { InputError } from "../../model/index.js";
import { imageSize, type Split } from "../datasets/dataset.js";
import type { BatchSource } from "./batch.js";
import { ImageWriter, inPlace } from "./image-writer.js";

/** Images to measure on, in the split's order. The buffers are filled again for the next batch. */
export interface EvaluationBatch {
  /** `[batchSize, channels, height, width]`, normalised; zeros behind the last image. */
  readonly images: Float32Array;
  /** `[batchSize]`; -1 behind the last image. */
  readonly labels: Int32Array;
  /** Images that count: `batchSize`, but fewer in the last batch. */
  readonly count: number;
}

/**
 * A split once, unvaried, in batches of one size: the last is padded, and its `count` says from where.
 *
 * @throws InputError `invalid-recipe`, at the first batch, if `batchSize` is not a positive whole number.
 */
export function* evaluationBatches(
  source: BatchSource,
  split: Split,
  batchSize: number,
): Generator<EvaluationBatch, void, undefined> {
  if (!(Number.isInteger(batchSize) && batchSize >= 1)) {
    throw new InputError("invalid-recipe", `A batch must hold 1 image or more, not ${batchSize}.`, {
      field: "batchSize",
      value: batchSize,
    });
  }
  const writer = new ImageWriter(source);
  const images = new Float32Array(batchSize * imageSize(source));
  const labels = new Int32Array(batchSize);
  for (let first = 0; first < split.count; first += batchSize) {
    const count = Math.min(batchSize, split.count - first);
    for (let i = 0; i < count; i++) {
      writer.write(split.images.at(first + i), images, i, inPlace);
      labels[i] = split.labels[first + i] ?? 0;
    }
    images.fill(0, count * imageSize(source));
    labels.fill(-1, count);
    yield { images, labels, count };
  }
}
