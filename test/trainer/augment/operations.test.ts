import { describe, expect, it } from "vitest";
import { Resampler } from "../../../src/trainer/augment/affine.js";
import { operationNames, operations } from "../../../src/trainer/augment/operations.js";
import { Variation } from "../../../src/trainer/augment/variation.js";
import { Random } from "../../../src/trainer/random.js";
import { readReference } from "../../support/reference.js";

const reference = readReference("augment");
const shape = { channels: 1, height: 12, width: 12 };
const image = Uint8Array.from(reference.tensor("image"));

const cases = [-0.9, 0.5].flatMap((strength) => operationNames.map((name) => [name, strength] as const));

describe("an operation of RandAugment", () => {
  it.each(cases)("%s at %f gives Pillow's pixels, within one where those are truncated", (name, strength) => {
    const out = new Uint8Array(image.length);
    operations[name](new Resampler(shape), image, strength, out);
    const wanted = reference.tensor(`${strength}.${name}`);
    const apart = Array.from(out, (value, at) => Math.abs(value - (wanted[at] ?? NaN)));
    expect(Math.max(...apart)).toBeLessThanOrEqual(1);
  });

  it("treats channels alike: three equal ones stay equal", () => {
    const [one, three] = [new Resampler(shape), new Resampler({ ...shape, channels: 3 })];
    const [gray, out] = [new Uint8Array(144), new Uint8Array(3 * 144)];
    for (const name of operationNames) {
      operations[name](one, image, 0.7, gray);
      operations[name](three, Uint8Array.from([...image, ...image, ...image]), 0.7, out);
      expect(out).toEqual(Uint8Array.from([...gray, ...gray, ...gray]));
    }
  });
});

describe("variation", () => {
  const vary = (options: ConstructorParameters<typeof Variation>[1], seed: number) =>
    new Variation(shape, options).vary(image, Random.fromSeed(seed)).slice();

  it("depends on its draws alone and leaves the image as it is", () => {
    const before = image.slice();
    const options = { crop: 0.3, operations: 2, magnitude: 9 };
    expect(vary(options, 1)).toEqual(vary(options, 1));
    expect(vary(options, 2)).not.toEqual(vary(options, 1));
    expect(image).toEqual(before);
  });

  it("crops whole images to themselves, and parts to what lies within them", () => {
    expect(vary({ crop: 0.999_999, operations: 0 }, 3).length).toBe(image.length);
    const left = new Variation(shape, { crop: 0.05 });
    const halves = Uint8Array.from({ length: 144 }, (_, at) => (at % 12 < 6 ? 10 : 200));
    const seen = new Set(
      Array.from({ length: 40 }, (_, seed) => left.vary(halves, Random.fromSeed(seed)).join()),
    );
    // Some crops lie on one side wholly, some across; none shows a value that neither side has, or black.
    expect([...seen].some((crop) => new Set(crop.split(",")).size === 1)).toBe(true);
    for (const crop of seen)
      for (const value of crop.split(",")) expect(Number(value)).toBeGreaterThanOrEqual(10);
  });
});
