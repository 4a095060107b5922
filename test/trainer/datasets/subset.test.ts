import { describe, expect, it } from "vitest";
import type { Split } from "../../../src/trainer/datasets/dataset.js";
import { subset } from "../../../src/trainer/datasets/subset.js";
import { madeUpSplit } from "./made-up.js";

/** How many images of each class. */
const perClass = ({ labels }: Split): number[] =>
  [0, 1, 2].map((label) => [...labels].filter((l) => l === label).length);

/** First pixel of each image: which image it is, in `madeUpSplit(…, 4, 3)`. */
const firstPixels = ({ images, count }: Split): number[] =>
  Array.from({ length: count }, (_, i) => images.at(i)[0] ?? -1);

describe("subset", () => {
  const split = madeUpSplit(30, 4, 3);

  it("takes as many of each class, one more of the first where they do not divide", () => {
    expect(perClass(subset(split, 12, 1))).toEqual([4, 4, 4]);
    expect(perClass(subset(split, 14, 1))).toEqual([5, 5, 4]);
  });

  it("goes on with the others when a class is used up", () => {
    const uneven: Split = {
      ...split,
      labels: Uint8Array.from({ length: 30 }, (_, i) => (i < 2 ? 0 : 1 + (i % 2))),
    };
    expect(perClass(subset(uneven, 20, 1))).toEqual([2, 9, 9]);
  });

  it("keeps images with their labels and takes none twice", () => {
    const all = subset(split, 30, 5);
    expect(new Set(firstPixels(all)).size).toBe(30);
    firstPixels(all).forEach((pixel, i) => {
      const original = firstPixels(split).indexOf(pixel);
      expect(all.labels[i]).toBe(split.labels[original]);
      expect(all.images.at(i)).toEqual(split.images.at(original));
    });
  });

  it("depends on the seed alone, and a smaller one begins a larger one", () => {
    expect(firstPixels(subset(split, 12, 1))).toEqual(firstPixels(subset(split, 12, 1)));
    expect(firstPixels(subset(split, 12, 2))).not.toEqual(firstPixels(subset(split, 12, 1)));
    expect(firstPixels(subset(split, 20, 1)).slice(0, 12)).toEqual(firstPixels(subset(split, 12, 1)));
  });

  it("refuses what the split cannot give", () => {
    for (const n of [0, -1, 1.5, 31]) {
      expect(() => subset(split, n, 1)).toThrow(
        expect.objectContaining({ code: "invalid-recipe", value: n }),
      );
    }
  });
});
