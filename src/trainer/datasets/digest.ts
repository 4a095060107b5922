import { createHash } from "node:crypto";
import { idxHeader } from "../../formats/index.js";
import type { ImageShape, Split } from "./dataset.js";

/** Sizes of a split's images as an IDX file: grayscale ones have no axis of channels. */
export function imagesDims({ channels, height, width }: ImageShape, count: number): number[] {
  return channels === 1 ? [count, height, width] : [count, channels, height, width];
}

/**
 * What identifies a data set: `sha256:` and the hash of its four IDX files, uncompressed, one after another: images
 * and labels of the training split, images and labels of the test split. Labels are bytes, or two bytes each, the
 * higher first, where there are more than 256 classes. Names and preprocessing do not count.
 */
export function datasetDigest(shape: ImageShape, train: Split, test: Split): string {
  const hash = createHash("sha256");
  for (const split of [train, test]) {
    hash.update(idxHeader(imagesDims(shape, split.count)));
    for (let i = 0; i < split.count; i++) {
      hash.update(split.images.at(i));
    }
    hash.update(idxHeader(split.labels instanceof Uint16Array ? [split.count, 2] : [split.count]));
    hash.update(labelBytes(split.labels));
  }
  return `sha256:${hash.digest("hex")}`;
}

/** Labels as bytes: as they are, or two each, the higher first. */
export function labelBytes(labels: Split["labels"]): Uint8Array {
  if (labels instanceof Uint8Array) {
    return labels;
  }
  const bytes = Buffer.alloc(2 * labels.length);
  labels.forEach((label, i) => bytes.writeUInt16BE(label, 2 * i));
  return bytes;
}

/** The digest of a data set whose four files are at hand, in the order of `datasetDigest`. */
export function filesDigest(files: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(file);
  return `sha256:${hash.digest("hex")}`;
}
