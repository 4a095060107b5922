import type { ImageDataset, Split } from "../../../src/trainer/datasets/dataset.js";
import { imagesInMemory, type Images } from "../../../src/trainer/datasets/images.js";

/** Images whose pixels are all told apart: pixel `p` of image `i` is `(31 i + p) mod 256`; labels go round. */
export function madeUpSplit(count: number, size: number, numClasses: number): Split {
  return {
    count,
    images: imagesInMemory(
      Uint8Array.from({ length: count * size }, (_, at) => (31 * Math.floor(at / size) + (at % size)) % 256),
      size,
    ),
    labels: Uint8Array.from({ length: count }, (_, i) => i % numClasses),
  };
}

/** A data set of `madeUpSplit`s with 3 classes of 2-channel images, 2 rows by 3 columns. */
export function madeUpDataset(trainCount: number, testCount: number): ImageDataset {
  return {
    name: "made-up",
    digest: `sha256:${"0".repeat(64)}`,
    channels: 2,
    height: 2,
    width: 3,
    numClasses: 3,
    train: madeUpSplit(trainCount, 12, 3),
    test: madeUpSplit(testCount, 12, 3),
    preprocessing: { mean: [0.5, 0.25], std: [0.5, 0.2], interpolation: "bilinear" },
  };
}

/** The pixels of all images of a split, one after another. */
export function pixelsOf({ count, images }: { count: number; images: Images }): number[] {
  return Array.from({ length: count }, (_, i) => [...images.at(i)]).flat();
}
