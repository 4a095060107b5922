import { imageSize } from "../datasets/dataset.js";
import type { BatchSource } from "./batch.js";

/** Where an image goes: pixels to the right and down (negative: left and up), and whether it is mirrored. */
export interface Placement {
  readonly right: number;
  readonly down: number;
  readonly flip: boolean;
}

/** The image as it is. */
export const inPlace: Placement = { right: 0, down: 0, flip: false };

/**
 * Writes images as normalised floats. Each of the 256 values of a channel is computed once, in double precision, and
 * then looked up, so every pixel is `(value / 255 - mean) / std` correctly rounded at the cost of a load.
 */
export class ImageWriter {
  readonly #source: BatchSource;
  readonly #tables: readonly Float32Array[];

  constructor(source: BatchSource) {
    this.#source = source;
    const { mean, std } = source.preprocessing;
    this.#tables = Array.from({ length: source.channels }, (_, channel) =>
      Float32Array.from(
        { length: 256 },
        (_, value) => (value / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1),
      ),
    );
  }

  /**
   * An image, `[channels, height, width]`, becomes image `to` of `out`, `[count, channels, height, width]`. It is
   * mirrored first and then moved; what it leaves bare gets pixel value 0, normalised as any other.
   */
  write(pixels: Uint8Array, out: Float32Array, to: number, placement: Placement): void {
    const { channels, height, width } = this.#source;
    const size = imageSize(this.#source);
    for (let channel = 0; channel < channels; channel++) {
      const plane = channel * height * width;
      this.#writePlane(channel, pixels, plane, out, to * size + plane, placement);
    }
  }

  #writePlane(
    channel: number,
    pixels: Uint8Array,
    start: number,
    out: Float32Array,
    outStart: number,
    { right, down, flip }: Placement,
  ): void {
    const { height, width } = this.#source;
    const table = this.#tables[channel] ?? new Float32Array(256);
    const left = Math.max(0, right);
    const end = Math.min(width, width + right);
    if (right !== 0 || down !== 0) out.fill(table[0] ?? 0, outStart, outStart + height * width);
    for (let y = Math.max(0, down); y < Math.min(height, height + down); y++) {
      const row = start + (y - down) * width;
      const outRow = outStart + y * width;
      // Mirrored rows are read from the other end: x of the output is width-1-x of the input, before the move.
      let read = flip ? row + width - 1 - (left - right) : row + left - right;
      const stride = flip ? -1 : 1;
      for (let x = left; x < end; x++, read += stride) out[outRow + x] = table[pixels[read] ?? 0] ?? 0;
    }
  }
}
