import type { ImageShape } from "../datasets/dataset.js";
import { rotation, type Affine, type Resampler } from "./affine.js";

/** One way to vary an image of the resampler's shape, bytes; writes all of `out`. */
export type Operation = (resampler: Resampler, image: Uint8Array, strength: number, out: Uint8Array) => void;

/** What a turned or moved image leaves bare: black would be an edge, grey is what timm fills with, about the mean. */
const FILL = 128;

/**
 * The operations of RandAugment (arXiv 1909.13719, table 6) but for equalize, color and sharpness, with Pillow's meaning.
 * Strength is from -1 to 1; its ends are timm's at magnitude 10. Where a sign means nothing, only the amount counts.
 */
export const operations = {
  identity: (_resampler, image, _strength, out) => {
    out.set(image);
  },
  /** Stretches each channel from black to white. */
  autoContrast: ({ shape: { channels, height, width } }, image, _strength, out) => {
    const size = height * width;
    for (let plane = 0; plane < channels; plane++) {
      const pixels = image.subarray(plane * size, (plane + 1) * size);
      const { least, most } = rangeOf(pixels);
      const scale = most > least ? 255 / (most - least) : 1;
      const offset = most > least ? least : 0;
      mapPixels(pixels, out.subarray(plane * size, (plane + 1) * size), (value) => (value - offset) * scale);
    }
  },
  /** By up to 30 degrees. */
  rotate: (resampler, image, strength, out) => {
    resampler.write(image, rotation(resampler.shape, 30 * strength), FILL, out);
  },
  /** By up to 0.3 of the height. */
  shearX: (resampler, image, strength, out) => {
    resampler.write(image, { ...still, b: 0.3 * strength }, FILL, out);
  },
  shearY: (resampler, image, strength, out) => {
    resampler.write(image, { ...still, d: 0.3 * strength }, FILL, out);
  },
  /** By up to 0.45 of the width. */
  translateX: (resampler, image, strength, out) => {
    resampler.write(image, { ...still, c: 0.45 * strength * resampler.shape.width }, FILL, out);
  },
  translateY: (resampler, image, strength, out) => {
    resampler.write(image, { ...still, f: 0.45 * strength * resampler.shape.height }, FILL, out);
  },
  /** Inverts what is above a threshold: none of it at 0, all at 1. */
  solarize: (_resampler, image, strength, out) => {
    const threshold = 256 - Math.trunc(256 * Math.abs(strength));
    mapPixels(image, out, (value) => (value < threshold ? value : 255 - value));
  },
  /** Keeps 8 bits of each pixel at 0, 4 at 1. */
  posterize: (_resampler, image, strength, out) => {
    const mask = 0xff & ~(2 ** Math.round(4 * Math.abs(strength)) - 1);
    mapPixels(image, out, (value) => value & mask);
  },
  /** From 0.1 to 1.9 times as bright. */
  brightness: (_resampler, image, strength, out) => {
    mapPixels(image, out, (value) => value * (1 + 0.9 * strength));
  },
  /** From 0.1 to 1.9 times as far from the mean of the image's lightness. */
  contrast: ({ shape }, image, strength, out) => {
    const mean = Math.trunc(meanLightness(shape, image) + 0.5);
    mapPixels(image, out, (value) => mean + (value - mean) * (1 + 0.9 * strength));
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

export const operationNames = Object.keys(operations) as OperationName[];

const still: Affine = { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 };

/** A table of 256 entries does for whole images; what leaves 0 … 255 is clipped, what lies between is truncated, as in Pillow. */
function mapPixels(image: Uint8Array, out: Uint8Array, map: (value: number) => number): void {
  const table = new Uint8ClampedArray(256);
  for (let value = 0; value < 256; value++) table[value] = Math.floor(map(value));
  for (let at = 0; at < image.length; at++) out[at] = table[image[at] ?? 0] ?? 0;
}

function rangeOf(pixels: Uint8Array): { least: number; most: number } {
  let [least, most] = [255, 0];
  for (const value of pixels) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { least, most };
}

/** Mean over an image of ITU-R 601-2's luma, or of its one channel. */
function meanLightness({ channels, height, width }: ImageShape, image: Uint8Array): number {
  const size = height * width;
  const weights =
    channels === 3 ? [0.299, 0.587, 0.114] : Array.from({ length: channels }, () => 1 / channels);
  let sum = 0;
  for (const [plane, weight] of weights.entries()) {
    let total = 0;
    for (let at = plane * size; at < (plane + 1) * size; at++) total += image[at] ?? 0;
    sum += weight * total;
  }
  return sum / size;
}
