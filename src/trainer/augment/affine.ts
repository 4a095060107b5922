import type { ImageShape } from "../datasets/dataset.js";

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
 * Writes `image`, `[channels, height, width]`, as the map says to `out`, bilinearly, as Pillow's `Image.transform` does
 * but rounding where that truncates. What lies outside the image becomes `fill`.
 */
export function transform(
  shape: ImageShape,
  image: Uint8Array,
  { a, b, c, d, e, f }: Affine,
  fill: number,
  out: Uint8Array,
): void {
  const { channels, height, width } = shape;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = a * (column + 0.5) + b * (row + 0.5) + c;
      const y = d * (column + 0.5) + e * (row + 0.5) + f;
      const isInside = x >= 0 && x < width && y >= 0 && y < height;
      for (let plane = 0; plane < channels; plane++) {
        const start = plane * height * width;
        out[start + row * width + column] = isInside
          ? sample(image, start, width, height, x - 0.5, y - 0.5)
          : fill;
      }
    }
  }
}

/** Bilinear between the four pixels around a place; those beyond the border are the border's. */
function sample(
  image: Uint8Array,
  start: number,
  width: number,
  height: number,
  x: number,
  y: number,
): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const right = x - left;
  const down = y - top;
  const columnAt = (at: number) => Math.min(width - 1, Math.max(0, at));
  const rowAt = (at: number) => start + Math.min(height - 1, Math.max(0, at)) * width;
  const lerp = (row: number) =>
    (1 - right) * (image[row + columnAt(left)] ?? 0) + right * (image[row + columnAt(left + 1)] ?? 0);
  return Math.round((1 - down) * lerp(rowAt(top)) + down * lerp(rowAt(top + 1)));
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
