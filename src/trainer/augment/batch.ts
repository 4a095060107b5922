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

/** Buffers for batches of `size` images; on memory that threads can share, which ONNX Runtime does not read, if so wished. */
export function createBatch(
  source: BatchSource,
  size: number,
  Memory: typeof ArrayBuffer | typeof SharedArrayBuffer = ArrayBuffer,
): Batch {
  const words = (count: number) => new Memory(4 * count);
  return {
    images: new Float32Array(words(size * imageSize(source))),
    indices: new Uint32Array(words(size)),
    labels: new Int32Array(words(size)),
    targets: new Float32Array(words(size * source.numClasses)),
  };
}

/** Overwrites a batch with another one of the same size. */
export function copyBatch(from: Batch, to: Batch): void {
  to.images.set(from.images);
  to.indices.set(from.indices);
  to.labels.set(from.labels);
  to.targets.set(from.targets);
}
