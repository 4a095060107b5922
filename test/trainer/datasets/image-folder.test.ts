import { mkdir, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { openDataset, type OpenDatasetOptions } from "../../../src/trainer/datasets/index.js";
import { expectInputError } from "../../support/errors.js";
import { temporaryDirectory } from "../../support/temporary-directory.js";
import { pixelsOf } from "./made-up.js";

const scratch = temporaryDirectory();
const open = (directory: string, options: Partial<OpenDatasetOptions> = {}) =>
  openDataset(`folder:${directory}`, { cacheDirectory: join(scratch, "cache"), ...options });

/** An image whose pixels are `value`, but for the first, which is 0. */
function image(value: number, size = 4, channels: 1 | 3 = 1) {
  const pixels = new Uint8Array(size * size * channels).fill(value);
  pixels.fill(0, 0, channels);
  return sharp(pixels, { raw: { width: size, height: size, channels } })
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .png()
    .toBuffer();
}

let folders = 0;
async function folder(files: Record<string, Uint8Array>): Promise<string> {
  const directory = join(scratch, `folder-${folders++}`);
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), bytes);
  }
  return directory;
}

describe("a folder of images", () => {
  it("has its classes by name, and its images by class and name", async () => {
    const directory = await folder({
      "train/dog/b.png": await image(20),
      "train/dog/a.png": await image(10),
      "train/cat/c.png": await image(30),
      "train/cat/notes.txt": new Uint8Array(3),
      "val/dog/d.png": await image(40),
    });
    const dataset = await openDataset(directory, { cacheDirectory: join(scratch, "cache") });
    expect(dataset).toMatchObject({ channels: 1, height: 4, width: 4, labels: ["cat", "dog"] });
    expect([...dataset.train.labels]).toEqual([0, 1, 1]);
    expect([0, 1, 2].map((i) => dataset.train.images.at(i)[5])).toEqual([30, 10, 20]);
    expect(pixelsOf(dataset.test)).toEqual([0, ...new Array<number>(15).fill(40)]);
    const mean = dataset.preprocessing.mean[0] ?? 0;
    expect(mean * 255).toBeCloseTo((15 * (10 + 20 + 30)) / 48, 10);
  });

  it("is scaled and turned to colours or gray as asked", async () => {
    const directory = await folder({
      "train/a/1.png": await image(100, 8, 3),
      "train/b/1.png": await image(200, 6),
      "test/a/1.png": await image(50, 4),
    });
    const dataset = await open(directory, { size: 4, color: "rgb" });
    expect(dataset).toMatchObject({ channels: 3, height: 4, width: 4 });
    const last = ({ images }: typeof dataset.train, i: number) => [...images.at(i)].slice(-1);
    expect([last(dataset.train, 0), last(dataset.train, 1), last(dataset.test, 0)]).toEqual([
      [100],
      [200],
      [50],
    ]);
  });

  it("is decoded anew once an image changed", async () => {
    const directory = await folder({
      "train/a/1.png": await image(100),
      "train/b/1.png": await image(200),
      "test/a/1.png": await image(50),
    });
    const before = await open(directory);
    await writeFile(join(directory, "train/a/1.png"), await image(101));
    await utimes(join(directory, "train/a/1.png"), 1, 1);
    const after = await open(directory);
    expect(after.train.images.at(0)[5]).toBe(101);
    expect(after.digest).not.toBe(before.digest);
  });

  it("names a broken image, or leaves it out with a note", async () => {
    const whole = await image(100);
    const directory = await folder({
      "train/a/1.png": whole,
      "train/a/2.png": whole.subarray(0, 50),
      "train/b/1.png": await image(200),
      "test/a/1.png": await image(50),
    });
    await expectInputError(
      () => open(directory),
      "invalid-dataset",
      /train\/a\/2\.png: it cannot be decoded/,
    );
    const notes: string[] = [];
    const dataset = await open(directory, { broken: "skip", note: (text) => notes.push(text) });
    expect([...dataset.train.labels]).toEqual([0, 1]);
    expect(notes).toEqual([expect.stringMatching(/^left out train\/a\/2\.png: /)]);
  });

  it("of images of several sizes is refused unless they are scaled", async () => {
    const directory = await folder({
      "train/a/1.png": await image(100),
      "train/b/1.png": await image(200, 5),
      "test/a/1.png": await image(50),
    });
    await expectInputError(
      () => open(directory),
      "invalid-dataset",
      /train\/b\/1\.png: it has 5 x 5 pixels, the first image 4 x 4/,
    );
    expect((await open(directory, { size: 4 })).train.count).toBe(2);
  });

  it.each([
    ["without test images", ["train/a/1.png", "train/b/1.png"], /no test images/],
    ["without training images", ["train/.keep", "test/a/1.png"], /test\/a: it is a class that no training/],
    ["of one class", ["train/a/1.png", "test/a/1.png"], /one class/],
    [
      "with a class to test alone",
      ["train/a/1.png", "train/b/1.png", "test/c/1.png"],
      /test\/c: it is a class/,
    ],
  ])("%s is refused", async (_, names, message) => {
    const files = Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await image(100)] as const)),
    );
    await expectInputError(async () => open(await folder(files)), "invalid-dataset", message);
  });
});
