import { createHash } from "node:crypto";
import { writeIdx } from "../../formats/index.js";
import type { ImageShape, Split } from "./dataset.js";

/** A split's images as an IDX file: `[count, height, width]` if grayscale, else `[count, channels, height, width]`. */
export function imagesFile({ channels, height, width }: ImageShape, { count, images }: Split): Uint8Array {
  return writeIdx(channels === 1 ? [count, height, width] : [count, channels, height, width], images);
}

/** A split's labels as an IDX file. */
export function labelsFile({ count, labels }: Split): Uint8Array {
  return writeIdx([count], labels);
}

/**
 * What identifies a data set: `sha256:` and the hash of its four IDX files, uncompressed, one after another: images
 * and labels of the training split, images and labels of the test split. Names and preprocessing do not count.
 */
export function datasetDigest(shape: ImageShape, train: Split, test: Split): string {
  return filesDigest([train, test].flatMap((split) => [imagesFile(shape, split), labelsFile(split)]));
}

/** The digest of a data set whose four files are at hand, in the order of `datasetDigest`. */
export function filesDigest(files: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(file);
  return `sha256:${hash.digest("hex")}`;
}
