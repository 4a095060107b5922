import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { sampleImages, samplesFor, type SampleImages } from "../../src/page/model/sample-images.js";
import { openDataset } from "../../src/trainer/index.js";

const digits = Array.from({ length: 10 }, (_, digit) => String(digit));

it("are digits for what tells digits apart, and clothes for all else", () => {
  expect(samplesFor(digits)).toBe("mnist-digits");
  expect(samplesFor(digits.toReversed())).toBe("fashion-mnist");
  expect(samplesFor([...digits, "10"])).toBe("fashion-mnist");
  expect(samplesFor(sampleImages["fashion-mnist"])).toBe("fashion-mnist");
  expect(samplesFor(undefined)).toBe("fashion-mnist");
});

it.each(Object.keys(sampleImages) as SampleImages[])(
  "are test images of %s, one of each class",
  async (name) => {
    const { test, labels = [] } = await openDataset(name, { cacheDirectory: ".learngene" });
    expect(sampleImages[name]).toEqual(labels);
    const bytes = readFileSync(`src/page/samples/${name}.bin`);
    expect(bytes).toHaveLength(784 * labels.length);
    labels.forEach((_, label) => {
      const image = bytes.subarray(784 * label, 784 * (label + 1));
      const places = Array.from({ length: test.count }, (_, i) => i).filter((i) => test.labels[i] === label);
      expect(places.some((i) => image.equals(test.images.at(i)))).toBe(true);
    });
  },
);
