import { imageSize, type ImageDataset } from "../datasets/dataset.js";

/** What batches need to know of a data set. */
export type BatchSource = Pick<
  ImageDataset,
  "channels" | "height" | "width" | "numClasses" | "preprocessing"
>;

/** Buffers of one batch, allocated once and filled again at each step. */
export interface Batch {
  /** `[size, channels, height, width]`, normalised. */
  readonly images: Float32Array;
  /** `[size]`, each image's place in its split. */
  readonly indices: Uint32Array;
  /** `[size]`, the class of each image. */
  readonly labels: Int32Array;
  /** `[size, numClasses]`, the probabilities to learn: see `smoothedTargets`. */
  readonly targets: Float32Array;
}

/** Buffers for batches of `size` images. */
export function createBatch(source: BatchSource, size: number): Batch {
  return {
    images: new Float32Array(size * imageSize(source)),
    indices: new Uint32Array(size),
    labels: new Int32Array(size),
    targets: new Float32Array(size * source.numClasses),
  };
}
