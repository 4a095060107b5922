import { InputError, type Preprocessing } from "../../model/index.js";
import { imageSize, type ImageShape } from "../datasets/dataset.js";
import type { OutsideInput } from "./outside-input.js";

/** ITU-R 601-2's luma, as Pillow makes gray of colours. */
const LUMA = [0.299, 0.587, 0.114];

/** What one pixel of a row or column is read from: two neighbours and the weight of the second. */
interface Tap {
  readonly low: number;
  readonly high: number;
  readonly weight: number;
}

/** Makes batches preprocessed for one network into what another takes: other channels, size, normalization and layout. */
export class ImageConverter {
  readonly #from: ImageShape & { readonly preprocessing: Preprocessing };
  readonly #to: OutsideInput;
  readonly #mean: readonly number[];
  readonly #std: readonly number[];
  readonly #rows: readonly Tap[];
  readonly #columns: readonly Tap[];
  #out = new Float32Array(0);

  /** Throws `invalid-recipe` for a mean or deviation of another number of channels. */
  constructor(
    from: ImageShape & { readonly preprocessing: Preprocessing },
    to: OutsideInput,
    {
      mean,
      std,
    }: { readonly mean?: readonly number[] | undefined; readonly std?: readonly number[] | undefined },
  ) {
    this.#from = from;
    this.#to = to;
    this.#mean = fitted("teacher.mean", mean, from.preprocessing.mean, to.channels);
    this.#std = fitted("teacher.std", std, from.preprocessing.std, to.channels);
    this.#rows = taps(from.height, to.height);
    this.#columns = taps(from.width, to.width);
  }

  /**
   * @param images `[count, channels, height, width]`, preprocessed
   * @param batch how many the result holds; those beyond `count` are zeros
   * @returns in the other's layout; overwritten by the next call
   */
  convert(images: Float32Array, batch: number): Float32Array {
    const size = imageSize(this.#to);
    if (this.#out.length !== batch * size) {
      this.#out = new Float32Array(batch * size);
    }
    const count = images.length / imageSize(this.#from);
    this.#out.fill(0, count * size);
    for (let image = 0; image < count; image++) {
      for (let channel = 0; channel < this.#to.channels; channel++) {
        this.#writePlane(images, image, channel);
      }
    }
    return this.#out;
  }

  #writePlane(images: Float32Array, image: number, channel: number): void {
    const { channels, height, width, isChannelsLast } = this.#to;
    const plane = this.#plane(images, image, channel);
    const [mean, std] = [this.#mean[channel] ?? 0, this.#std[channel] ?? 1];
    const start = image * channels * height * width;
    for (const [row, { low, high, weight }] of this.#rows.entries()) {
      for (const [column, across] of this.#columns.entries()) {
        const at = (y: number) => {
          const line = y * this.#from.width;
          return (
            (1 - across.weight) * (plane[line + across.low] ?? 0) +
            across.weight * (plane[line + across.high] ?? 0)
          );
        };
        const value = (1 - weight) * at(low) + weight * at(high);
        const place = row * width + column;
        const to = start + (isChannelsLast ? place * channels + channel : channel * height * width + place);
        this.#out[to] = (value - mean) / std;
      }
    }
  }

  /** One channel on the 0..1 scale: the image's own, its gray repeated, or its colours' luma. */
  #plane(images: Float32Array, image: number, channel: number): Float64Array {
    const { channels, height, width, preprocessing } = this.#from;
    const size = height * width;
    const plane = new Float64Array(size);
    const isLuma = this.#to.channels === 1 && channels === LUMA.length;
    const sources = isLuma ? [0, 1, 2] : [channels === 1 ? 0 : channel];
    for (const source of sources) {
      const weight = isLuma ? (LUMA[source] ?? 0) : 1;
      const [mean, std] = [preprocessing.mean[source] ?? 0, preprocessing.std[source] ?? 1];
      const start = (image * channels + source) * size;
      for (let at = 0; at < size; at++) {
        plane[at] = (plane[at] ?? 0) + weight * ((images[start + at] ?? 0) * std + mean);
      }
    }
    return plane;
  }
}

/** Bilinear, pixels' middles as places, borders repeated: PyTorch's `interpolate(align_corners=False)`. */
function taps(from: number, to: number): Tap[] {
  return Array.from({ length: to }, (_, i) => {
    const place = Math.max(0, ((i + 0.5) * from) / to - 0.5);
    const low = Math.min(from - 1, Math.floor(place));
    return { low, high: Math.min(from - 1, low + 1), weight: place - low };
  });
}

function fitted(
  field: string,
  given: readonly number[] | undefined,
  own: readonly number[],
  channels: number,
): readonly number[] {
  if (given !== undefined && given.length !== channels) {
    throw new InputError(
      "invalid-recipe",
      `${field} has ${given.length} numbers, the model's input ${channels} channels`,
      {
        field,
        value: given.join(),
        fix: `Give ${channels}.`,
      },
    );
  }
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  return given ?? (own.length === channels ? own : Array.from({ length: channels }, () => mean));
}
