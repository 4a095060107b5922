import type { ImageShape } from "../datasets/dataset.js";
import type { Random } from "../random.js";
import { Resampler } from "./affine.js";
import { operationNames, operations } from "./operations.js";

/** How images are varied before they are placed. */
export interface VariationOptions {
  /** Least share of the image's area that a random crop keeps; it is scaled back to the whole. 1: no crop. */
  readonly crop?: number;
  /** Operations of RandAugment, one after another, on each image. */
  readonly operations?: number;
  /** How strong they are, 0 to 10. */
  readonly magnitude?: number;
}

/** As torchvision's `RandomResizedCrop`: sides' ratios, and how often to try. */
const RATIOS = { least: 3 / 4, most: 4 / 3, tries: 10 };

/**
 * Random crops (torchvision's `RandomResizedCrop`, which DeiT uses, arXiv 2012.12877) and RandAugment (arXiv 1909.13719):
 * `operations` of them drawn for each image, with replacement, at one magnitude, its sign by chance.
 */
export class Variation {
  readonly #resampler: Resampler;
  readonly #options: Required<VariationOptions>;
  readonly #scratch: readonly [Uint8Array, Uint8Array];

  constructor(shape: ImageShape, { crop = 1, operations: count = 0, magnitude = 9 }: VariationOptions) {
    const size = shape.channels * shape.height * shape.width;
    this.#resampler = new Resampler(shape);
    this.#options = { crop, operations: count, magnitude };
    this.#scratch = [new Uint8Array(size), new Uint8Array(size)];
  }

  /** Whether it changes anything. */
  get isNeeded(): boolean {
    return this.#options.crop < 1 || this.#options.operations > 0;
  }

  /** A variation of the image, which stays as it is; valid until the next call. */
  vary(image: Uint8Array, draws: Random): Uint8Array {
    const { crop, operations: count, magnitude } = this.#options;
    let [from, to] = this.#scratch;
    if (crop < 1) {
      this.#crop(image, crop, draws, from);
    } else {
      from.set(image);
    }
    for (let i = 0; i < count; i++) {
      const name = operationNames[draws.integer(operationNames.length)] ?? "identity";
      const sign = draws.integer(2) === 1 ? 1 : -1;
      operations[name](this.#resampler, from, (sign * magnitude) / 10, to);
      [from, to] = [to, from];
    }
    return from;
  }

  #crop(image: Uint8Array, least: number, draws: Random, out: Uint8Array): void {
    const { height, width } = this.#resampler.shape;
    const box = this.#drawBox(least, draws);
    const map = { a: box.width / width, b: 0, c: box.left, d: 0, e: box.height / height, f: box.top };
    this.#resampler.write(image, map, 0, out);
  }

  #drawBox(least: number, draws: Random): { left: number; top: number; width: number; height: number } {
    const { height, width } = this.#resampler.shape;
    for (let attempt = 0; attempt < RATIOS.tries; attempt++) {
      const area = height * width * (least + (1 - least) * draws.uniform());
      const ratio = Math.exp(
        Math.log(RATIOS.least) + draws.uniform() * (Math.log(RATIOS.most) - Math.log(RATIOS.least)),
      );
      const [w, h] = [Math.round(Math.sqrt(area * ratio)), Math.round(Math.sqrt(area / ratio))];
      if (w >= 1 && h >= 1 && w <= width && h <= height) {
        return {
          left: draws.integer(width - w + 1),
          top: draws.integer(height - h + 1),
          width: w,
          height: h,
        };
      }
    }
    return { left: 0, top: 0, width, height };
  }
}
