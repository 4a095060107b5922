import { imageSize, type ImageShape } from "../datasets/dataset.js";

/** Where a pixel of the output is read: `x = a·X + b·Y + c`, `y = d·X + e·Y + f`, all at the pixels' middles. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/**
 * The largest number below a half: added, and the rest cut off as an array of bytes does, it gives what `Math.round` gives of
 * any value of a pixel, without the branch that costs more than all the rest where a computer cannot guess which way it goes.
 */
const BELOW_HALF = 0.5 - 2 ** -54;

/**
 * Writes images of one shape, `[channels, height, width]`, as maps say: bilinearly, as Pillow's `Image.transform` does but
 * rounding where that truncates. Beyond the border an image goes on as the pixels of its border; what is read outside of it
 * becomes `fill`.
 */
export class Resampler {
  /** Of the columns of the output: the two of the image between which each is read, and the share of the second. */
  readonly #first: Int32Array;
  readonly #second: Int32Array;
  readonly #share: Float64Array;
  /** Two rows of the image, read at the columns of the output. */
  readonly #rows: readonly [Float64Array, Float64Array];

  constructor(readonly shape: ImageShape) {
    const { width } = shape;
    this.#first = new Int32Array(width);
    this.#second = new Int32Array(width);
    this.#share = new Float64Array(width);
    this.#rows = [new Float64Array(width), new Float64Array(width)];
  }

  /** Overwrites all of `out`. */
  write(image: Uint8Array, map: Affine, fill: number, out: Uint8Array): void {
    if (map.b === 0 && map.d === 0) {
      this.#writeUpright(image, map, fill, out);
    } else {
      this.#writeTurned(image, map, fill, out);
    }
  }

  /** Of a map that turns and shears: where a pixel is read depends on its row and column both. */
  #writeTurned(image: Uint8Array, { a, b, c, d, e, f }: Affine, fill: number, out: Uint8Array): void {
    const { height, width } = this.shape;
    const area = height * width;
    const size = imageSize(this.shape);
    for (let row = 0; row < height; row++) {
      const xOfRow = b * (row + 0.5);
      const yOfRow = e * (row + 0.5);
      for (let column = 0; column < width; column++) {
        const at = row * width + column;
        const x = a * (column + 0.5) + xOfRow + c;
        const y = d * (column + 0.5) + yOfRow + f;
        if (!(x >= 0 && x < width && y >= 0 && y < height)) {
          for (let to = at; to < size; to += area) out[to] = fill;
          continue;
        }
        const left = Math.floor(x - 0.5) | 0;
        const top = Math.floor(y - 0.5) | 0;
        const right = x - 0.5 - left;
        const down = y - 0.5 - top;
        const first = left < 0 ? 0 : left;
        const second = left + 1 < width ? left + 1 : left;
        let upper = (top < 0 ? 0 : top) * width;
        let lower = (top + 1 < height ? top + 1 : top) * width;
        for (let to = at; to < size; to += area, upper += area, lower += area) {
          const above = (1 - right) * (image[upper + first] ?? 0) + right * (image[upper + second] ?? 0);
          const below = (1 - right) * (image[lower + first] ?? 0) + right * (image[lower + second] ?? 0);
          out[to] = (1 - down) * above + down * below + BELOW_HALF;
        }
      }
    }
  }

  /**
   * Of a map that only moves and stretches: the columns that are read are the same in each row, so each row of the image is
   * read at them once and serves all rows of the output that lie beside it.
   */
  #writeUpright(image: Uint8Array, map: Affine, fill: number, out: Uint8Array): void {
    const { channels, height, width } = this.shape;
    const { begin, end } = this.#placeColumns(map);
    let [upper, lower] = this.#rows;
    for (let plane = 0; plane < channels; plane++) {
      const start = plane * height * width;
      let [upperIs, lowerIs] = [-1, -1];
      for (let row = 0; row < height; row++) {
        const y = map.e * (row + 0.5) + map.f;
        const at = start + row * width;
        if (!(y >= 0 && y < height)) {
          out.fill(fill, at, at + width);
          continue;
        }
        out.fill(fill, at, at + begin);
        out.fill(fill, at + end, at + width);
        const top = Math.floor(y - 0.5);
        const down = y - 0.5 - top;
        const above = top < 0 ? 0 : top;
        const below = top + 1 < height ? top + 1 : top;
        if (above === lowerIs) {
          [upper, lower, upperIs, lowerIs] = [lower, upper, lowerIs, upperIs];
        }
        if (above !== upperIs) this.#readRow(image, start + above * width, begin, end, upper);
        if (below !== lowerIs) this.#readRow(image, start + below * width, begin, end, lower);
        [upperIs, lowerIs] = [above, below];
        for (let column = begin; column < end; column++) {
          out[at + column] = (1 - down) * (upper[column] ?? 0) + down * (lower[column] ?? 0) + BELOW_HALF;
        }
      }
    }
  }

  /** Says of each column of the output where it is read. Those that lie in the image are `begin` to `end - 1`. */
  #placeColumns({ a, c }: Affine): { begin: number; end: number } {
    const { width } = this.shape;
    let [begin, end] = [width, width];
    for (let column = 0; column < width; column++) {
      const x = a * (column + 0.5) + c;
      if (x >= 0 && x < width) {
        begin = Math.min(begin, column);
        end = column + 1;
        const left = Math.floor(x - 0.5);
        this.#first[column] = left < 0 ? 0 : left;
        this.#second[column] = left + 1 < width ? left + 1 : left;
        this.#share[column] = x - 0.5 - left;
      }
    }
    return { begin, end };
  }

  /** Reads the image's row at `start` at the columns of the output. */
  #readRow(image: Uint8Array, start: number, begin: number, end: number, row: Float64Array): void {
    const [first, second, share] = [this.#first, this.#second, this.#share];
    for (let column = begin; column < end; column++) {
      const right = share[column] ?? 0;
      row[column] =
        (1 - right) * (image[start + (first[column] ?? 0)] ?? 0) +
        right * (image[start + (second[column] ?? 0)] ?? 0);
    }
  }
}

/** A map around the image's middle, whose matrix is given by rows. */
export function aroundMiddle(
  { height, width }: ImageShape,
  [a, b, d, e]: readonly [number, number, number, number],
): Affine {
  const [x, y] = [width / 2, height / 2];
  return { a, b, c: x - a * x - b * y, d, e, f: y - d * x - e * y };
}

/** The map that turns an image counter-clockwise by so many degrees, as Pillow's `Image.rotate`. */
export function rotation(shape: ImageShape, degrees: number): Affine {
  const angle = (-degrees * Math.PI) / 180;
  return aroundMiddle(shape, [Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle)]);
}
