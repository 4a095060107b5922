import { describe, expect, it } from "vitest";
import { Resampler, rotation, type Affine } from "../../../src/trainer/augment/affine.js";
import type { ImageShape } from "../../../src/trainer/datasets/dataset.js";
import { Random } from "../../../src/trainer/random.js";

const FILL = 77;

/** The definition, a pixel after the other. */
function sampled({ channels, height, width }: ImageShape, image: Uint8Array, map: Affine): Uint8Array {
  const at = (plane: number, row: number, column: number) => {
    const [y, x] = [Math.min(height - 1, Math.max(0, row)), Math.min(width - 1, Math.max(0, column))];
    return image[(plane * height + y) * width + x] ?? NaN;
  };
  const out: number[] = [];
  for (let plane = 0; plane < channels; plane++) {
    for (let row = 0.5; row < height; row++) {
      for (let column = 0.5; column < width; column++) {
        const x = map.a * column + map.b * row + map.c;
        const y = map.d * column + map.e * row + map.f;
        const [left, top] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
        const [right, down] = [x - 0.5 - left, y - 0.5 - top];
        const between = (line: number) =>
          (1 - right) * at(plane, line, left) + right * at(plane, line, left + 1);
        const isInside = x >= 0 && x < width && y >= 0 && y < height;
        out.push(isInside ? Math.round((1 - down) * between(top) + down * between(top + 1)) : FILL);
      }
    }
  }
  return Uint8Array.from(out);
}

const upright = { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 };

describe("resampling", () => {
  const random = Random.fromSeed(41);
  const shape = { channels: 2, height: 7, width: 9 };
  const resampler = new Resampler(shape);
  const signed = () => 2 * random.uniform() - 1;
  const maps: Record<string, () => Affine> = {
    "leaves an image": () => upright,
    // Half a pixel aside, every value lies in the middle between two: the ones that rounding is about.
    "moves an image by halves": () => ({ ...upright, c: random.integer(9) / 2, f: -random.integer(9) / 2 }),
    "cuts an image": () => ({
      ...upright,
      a: random.uniform(),
      c: 4 * random.uniform(),
      e: random.uniform(),
      f: 3 * random.uniform(),
    }),
    "stretches an image, mirrors it and leaves it": () => ({
      ...upright,
      a: 3 * signed(),
      c: 9 * signed(),
      e: 3 * signed(),
      f: 9 * signed(),
    }),
    "turns an image": () => rotation(shape, 180 * signed()),
    "shears an image": () => ({ ...upright, b: signed(), d: signed() }),
  };

  it.each(Object.entries(maps))("%s to the bit as the definition says, pixel by pixel", (_, draw) => {
    const out = new Uint8Array(126);
    for (let i = 0; i < 200; i++) {
      const image = Uint8Array.from({ length: 126 }, () => random.integer(random.integer(2) === 0 ? 2 : 256));
      const map = draw();
      resampler.write(image, map, FILL, out.fill(1));
      expect(out).toEqual(sampled(shape, image, map));
    }
  });

  it("rounds what lies just below a half down, and a half up", () => {
    const two = new Resampler({ channels: 1, height: 1, width: 2 });
    const out = new Uint8Array(2);
    for (const [share, value] of [
      [0.5 - 2 ** -53, 0],
      [0.5, 1],
    ] as const) {
      // Row 0.5 of one row: read at column `share` between pixels 0 and 1.
      two.write(Uint8Array.of(0, 1), { ...upright, a: 0, c: 0.5 + share }, FILL, out);
      expect([share, ...out]).toEqual([share, value, value]);
    }
  });
});
