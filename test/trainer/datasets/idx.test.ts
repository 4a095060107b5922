import { mkdtemp, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeIdx } from "../../../src/formats/index.js";
import { openDataset, type ImageDataset } from "../../../src/trainer/datasets/index.js";
import { pixelsOf } from "./made-up.js";
import { expectInputError } from "../../support/errors.js";

/** Three training images of 2 x 2 pixels and two test images, in the order of the digest. */
const files = {
  "train-images-idx3-ubyte": writeIdx(
    [3, 2, 2],
    Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255, 0, 255, 0, 255),
  ),
  "train-labels-idx1-ubyte": writeIdx([3], Uint8Array.of(0, 2, 1)),
  "t10k-images-idx3-ubyte": writeIdx([2, 2, 2], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)),
  "t10k-labels-idx1-ubyte": writeIdx([2], Uint8Array.of(2, 0)),
};
type Name = keyof typeof files;

describe("a directory of IDX files", () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "learngene-idx-"));
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(directory, name), bytes);
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  const open = (spec = `idx:${directory}`) => openDataset(spec, { cacheDirectory: directory });
  const put = (name: Name, bytes: Uint8Array) => writeFile(join(directory, name), bytes);

  it("becomes a data set with the images' own mean, deviation, classes and digest", async () => {
    const dataset = await open();
    expect(dataset).toMatchObject({
      name: basename(directory),
      channels: 1,
      height: 2,
      width: 2,
      numClasses: 3,
    });
    expect(pixelsOf(dataset.train)).toEqual([0, 0, 0, 0, 255, 255, 255, 255, 0, 255, 0, 255]);
    expect([...dataset.train.labels]).toEqual([0, 2, 1]);
    expect(dataset.test).toMatchObject({ count: 2, labels: Uint8Array.of(2, 0) });
    expect(pixelsOf(dataset.test)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(dataset.preprocessing).toEqual({ mean: [0.5], std: [0.5], interpolation: "bilinear" });
    const hash = createHash("sha256")
      .update(Buffer.concat(Object.values(files)))
      .digest("hex");
    expect(dataset.digest).toBe(`sha256:${hash}`);
  });

  it("is the same under its bare name and with compressed files", async () => {
    const contents = ({ train, test, ...rest }: ImageDataset) => ({
      ...rest,
      train: [[...train.labels], pixelsOf(train)],
      test: [[...test.labels], pixelsOf(test)],
    });
    const plain = contents(await open());
    expect(contents(await open(directory))).toEqual(plain);
    for (const [name, bytes] of Object.entries(files)) {
      await unlink(join(directory, name));
      await writeFile(join(directory, `${name}.gz`), gzipSync(bytes));
    }
    expect(contents(await open())).toEqual(plain);
  });

  const damages: [string, Name, Uint8Array | undefined, RegExp][] = [
    ["missing", "t10k-labels-idx1-ubyte", undefined, /^t10k-labels-idx1-ubyte: the file is missing/],
    [
      "truncated",
      "train-images-idx3-ubyte",
      files["train-images-idx3-ubyte"].subarray(0, 20),
      /^train-images-idx3-ubyte: .* call for 12 values, but 4 bytes follow/,
    ],
    [
      "not IDX",
      "train-labels-idx1-ubyte",
      Uint8Array.of(1, 2, 3, 4, 5),
      /^train-labels-idx1-ubyte: .* start with/,
    ],
    ["empty", "train-labels-idx1-ubyte", new Uint8Array(), /^train-labels-idx1-ubyte: /],
    [
      "of colour images",
      "train-images-idx3-ubyte",
      writeIdx([3, 1, 2, 2], new Uint8Array(12)),
      /^train-images-idx3-ubyte: it has 4 dimensions instead of 3/,
    ],
    [
      "of fewer labels than images",
      "train-labels-idx1-ubyte",
      writeIdx([2], Uint8Array.of(0, 1)),
      /^train-labels-idx1-ubyte: it holds 2 labels for the 3 images of train-images-idx3-ubyte/,
    ],
    [
      "of labels that training lacks",
      "t10k-labels-idx1-ubyte",
      writeIdx([2], Uint8Array.of(0, 3)),
      /^t10k-labels-idx1-ubyte: label 3 is out of range: those of train-labels-idx1-ubyte go from 0 to 2/,
    ],
    [
      "of one class",
      "train-labels-idx1-ubyte",
      writeIdx([3], new Uint8Array(3)),
      /^train-labels-idx1-ubyte: all labels/,
    ],
    [
      "of another image size",
      "t10k-images-idx3-ubyte",
      writeIdx([2, 1, 4], new Uint8Array(8)),
      /^t10k-images-idx3-ubyte: its images are 1 x 4 pixels, those of train-images-idx3-ubyte 2 x 2/,
    ],
    [
      "of nothing but one colour",
      "train-images-idx3-ubyte",
      writeIdx([3, 2, 2], new Uint8Array(12).fill(7)),
      /^train-images-idx3-ubyte: all pixels have the same value/,
    ],
  ];
  it.each(damages)("is refused, naming the file, when one is %s", async (_, name, bytes, message) => {
    if (bytes === undefined) await unlink(join(directory, name));
    else await put(name, bytes);
    const error = await expectInputError(() => open(), "invalid-dataset", message);
    expect(error.field).toBe(name);
  });

  it("is refused, naming the file, when a compressed one is damaged", async () => {
    await unlink(join(directory, "t10k-images-idx3-ubyte"));
    const compressed = gzipSync(files["t10k-images-idx3-ubyte"]);
    await writeFile(
      join(directory, "t10k-images-idx3-ubyte.gz"),
      compressed.subarray(0, compressed.length - 9),
    );
    await expectInputError(() => open(), "invalid-dataset", /^t10k-images-idx3-ubyte\.gz: .*gzip/);
  });

  it("is not found where there is none, and names that mean nothing say what is possible", async () => {
    await expectInputError(
      () => open(`idx:${directory}/nowhere`),
      "dataset-not-found",
      /no directory .*nowhere/,
    );
    const file = join(directory, "train-labels-idx1-ubyte");
    await expectInputError(() => open(`idx:${file}`), "dataset-not-found", /no directory/);
    const error = await expectInputError(
      () => open("cifar-1000"),
      "dataset-not-found",
      /no data set "cifar-1000"/,
    );
    expect(error).toMatchObject({ field: "dataset", value: "cifar-1000" });
    expect(error.fix).toMatch(/fashion-mnist.*idx:DIRECTORY/);
  });
});
