import type { Schema } from "../../contract/index.js";

/** What a network takes: pictures of this size and so many channels. */
export interface ImageShape {
  readonly channels: number;
  /** Height and width, in pixels. */
  readonly size: number;
}

/**
 * One image as a network's input, `[1, channels, size, size]`, of pixels in RGBA as a canvas gives them: `(pixel / 255 -
 * mean) / std`, as the learngene's preprocessing has it. A network of one channel takes the brightness (ITU-R BT.601).
 */
export function toInput(
  pixels: Uint8ClampedArray,
  { channels, size }: ImageShape,
  { mean, std }: Schema<"Preprocessing">,
): Float32Array {
  const area = size * size;
  if (pixels.length !== 4 * area) {
    throw new RangeError(`${pixels.length / 4} pixels are not the ${size} x ${size} of the network`);
  }
  const input = new Float32Array(channels * area);
  for (let channel = 0; channel < channels; channel += 1) {
    const middle = mean[channel] ?? mean[0] ?? 0;
    const spread = std[channel] ?? std[0] ?? 1;
    for (let i = 0; i < area; i += 1) {
      const value = channels === 1 ? brightness(pixels, 4 * i) : (pixels[4 * i + Math.min(channel, 2)] ?? 0);
      input[channel * area + i] = (value / 255 - middle) / spread;
    }
  }
  return input;
}

/** Grey pixels, a byte each, in RGBA. */
export function greyToRgba(grey: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * grey.length);
  grey.forEach((value, i) => {
    pixels.fill(value, 4 * i, 4 * i + 3);
    pixels[4 * i + 3] = 255;
  });
  return pixels;
}

function brightness(pixels: Uint8ClampedArray, at: number): number {
  const [red = 0, green = 0, blue = 0] = pixels.subarray(at, at + 3);
  // Grey stays what it is, without the rounding of the sum.
  return red === green && green === blue ? red : 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** What a network makes of an image: class, logit and probability, the likeliest first. */
export interface Guess {
  readonly index: number;
  readonly label: string;
  readonly logit: number;
  readonly probability: number;
}

export function guesses(logits: readonly number[], labels: readonly string[] | undefined): Guess[] {
  const greatest = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp(logit - greatest));
  const sum = shares.reduce((total, share) => total + share, 0);
  return logits
    .map((logit, index) => ({
      index,
      label: labels?.[index] ?? `class ${index}`,
      logit,
      probability: (shares[index] ?? 0) / sum,
    }))
    .sort((a, b) => b.logit - a.logit);
}
