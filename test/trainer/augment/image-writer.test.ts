import { describe, expect, it } from "vitest";
import type { BatchSource } from "../../../src/trainer/augment/batch.js";
import { ImageWriter, inPlace, type Placement } from "../../../src/trainer/augment/image-writer.js";

/** One channel, 2 rows by 3 columns, left as pixel values so that places can be read off. */
const plain: BatchSource = {
  channels: 1,
  height: 2,
  width: 3,
  numClasses: 2,
  preprocessing: { mean: [0], std: [1 / 255], interpolation: "bilinear" },
};
const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6);

/** `pixels`, written as image 1 of three: its pixel values. */
function place(placement: Placement): number[] {
  const out = new Float32Array(18).fill(-1);
  new ImageWriter(plain).write(pixels, out, 1, placement);
  expect([...out.subarray(0, 6), ...out.subarray(12)]).toEqual(new Array(12).fill(-1));
  return [...out.subarray(6, 12)].map((value) => Math.round(value));
}

describe("writing an image", () => {
  it("leaves it in place", () => {
    expect(place(inPlace)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("moves it and pads with pixel value 0", () => {
    expect(place({ right: 1, down: 0, flip: false })).toEqual([0, 1, 2, 0, 4, 5]);
    expect(place({ right: -2, down: 0, flip: false })).toEqual([3, 0, 0, 6, 0, 0]);
    expect(place({ right: 0, down: 1, flip: false })).toEqual([0, 0, 0, 1, 2, 3]);
    expect(place({ right: -1, down: -1, flip: false })).toEqual([5, 6, 0, 0, 0, 0]);
    expect(place({ right: 3, down: 0, flip: false })).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("mirrors it, then moves it", () => {
    expect(place({ right: 0, down: 0, flip: true })).toEqual([3, 2, 1, 6, 5, 4]);
    expect(place({ right: 1, down: 0, flip: true })).toEqual([0, 3, 2, 0, 6, 5]);
    expect(place({ right: -1, down: 1, flip: true })).toEqual([0, 0, 0, 2, 1, 0]);
  });

  it("normalises each channel by its own mean and deviation, and padding like any pixel", () => {
    const source: BatchSource = {
      ...plain,
      channels: 2,
      height: 1,
      width: 2,
      preprocessing: { mean: [0.5, 0.286], std: [0.25, 0.353], interpolation: "bilinear" },
    };
    const out = new Float32Array(4);
    new ImageWriter(source).write(Uint8Array.of(0, 255, 17, 200), out, 0, {
      right: 1,
      down: 0,
      flip: false,
    });
    const expected = [(0 - 0.5) / 0.25, (0 - 0.5) / 0.25, (0 - 0.286) / 0.353, (17 / 255 - 0.286) / 0.353];
    expect([...out]).toEqual(expected.map(Math.fround));
  });
});
