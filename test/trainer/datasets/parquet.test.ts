import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parquetWriteFile } from "hyparquet-writer";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openDataset, type OpenDatasetOptions } from "../../../src/trainer/datasets/index.js";
import { expectInputError } from "../../support/errors.js";
import { temporaryDirectory } from "../../support/temporary-directory.js";

const fixture = "test/fixtures/datasets/hub-images";
const scratch = temporaryDirectory();
const open = (spec: string, options: Partial<OpenDatasetOptions> = {}) =>
  openDataset(spec, { cacheDirectory: join(scratch, "cache"), ...options });

const rows = z.array(z.object({ label: z.number(), pixels: z.array(z.number()) }));
const pillowSchema = z.object({ train: rows, test: rows });

describe("a data set as the Hugging Face Hub keeps one, written by pyarrow", () => {
  it("has the classes, labels and pixels that Pillow reads", async () => {
    const pillow = pillowSchema.parse(JSON.parse(await readFile(join(fixture, "pillow.json"), "utf8")));
    const dataset = await open(`parquet:${fixture}`);
    expect(dataset).toMatchObject({
      name: "hub-images",
      channels: 3,
      height: 8,
      width: 8,
      numClasses: 3,
      labels: ["stripes", "squares", "noise"],
    });
    for (const [name, tolerance] of [
      ["train", 0],
      // JPEG decoders may round differently.
      ["test", 3],
    ] as const) {
      const split = dataset[name];
      expect([...split.labels]).toEqual(pillow[name].map(({ label }) => label));
      pillow[name].forEach(({ pixels }, i) => {
        const differences = [...split.images.at(i)].map((value, p) => Math.abs(value - (pixels[p] ?? -1)));
        expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance);
      });
    }
  });

  it("is decoded once, has the same digest each time, and another when it is scaled", async () => {
    const first = await open(fixture);
    const again = await open(fixture);
    expect(again.digest).toBe(first.digest);
    const scaled = await open(fixture, { size: 4, color: "gray" });
    expect(scaled).toMatchObject({ channels: 1, height: 4, width: 4 });
    expect(scaled.digest).not.toBe(first.digest);
  });
});

describe("a Parquet file", () => {
  let png: Uint8Array;
  beforeAll(async () => {
    await mkdir(join(scratch, "one"), { recursive: true });
    const noise = { type: "gaussian", mean: 128, sigma: 30 } as const;
    png = await sharp({ create: { width: 4, height: 4, channels: 3, background: "black", noise } })
      .png()
      .toBuffer();
  });

  let files = 0;
  const write = (columns: Record<string, unknown[]>) => {
    const filename = join(scratch, "one", `train-${files++}.parquet`);
    parquetWriteFile({
      filename,
      columnData: Object.entries(columns).map(([name, data]) => ({ name, data })),
    });
    return filename;
  };

  it("may hold both splits, class names for labels, and images as plain bytes", async () => {
    const file = write({
      img: [png, png, png, png],
      label: ["dog", "cat", "dog", "cat"],
      split: ["train", "train", "validation", "unused"],
    });
    const dataset = await open(`parquet:${file}`);
    expect(dataset.labels).toEqual(["cat", "dog"]);
    expect([[...dataset.train.labels], [...dataset.test.labels]]).toEqual([[1, 0], [1]]);
  });

  const image = () => [png, png, png];
  const split = ["train", "train", "test"];
  it.each([
    ["without images", () => ({ label: [0, 1, 1], split }), /has no column of images/],
    ["without labels", () => ({ image: image(), split }), /has no column of classes/],
    ["of one class", () => ({ image: image(), label: [0, 0, 0], split }), /one class/],
    ["without test images", () => ({ image: image(), label: [0, 1, 1] }), /no test images/],
    ["with a label below 0", () => ({ image: image(), label: [0, 1, -1], split }), /row 2 has the label -1/],
    [
      "with a broken image",
      () => ({ image: [png, png.subarray(0, 60), png], label: [0, 1, 1], split }),
      /train-\d\.parquet row 1: it cannot be decoded/,
    ],
  ])("%s is refused, the fault named", async (_, columns, message) => {
    await expectInputError(() => open(`parquet:${write(columns())}`), "invalid-dataset", message);
  });

  it("cut short is refused by its name", async () => {
    const file = join(scratch, "cut.parquet");
    const whole = await readFile(join(fixture, "data", "train-00000-of-00001.parquet"));
    await writeFile(file, whole.subarray(0, whole.length - 20));
    await expectInputError(() => open(file), "invalid-dataset", /cut\.parquet: it cannot be read as Parquet/);
  });

  it("damaged inside is refused by its name", async () => {
    const directory = join(scratch, "damaged");
    await cp(fixture, directory, { recursive: true });
    const file = join(directory, "data", "train-00000-of-00001.parquet");
    const bytes = await readFile(file);
    bytes.fill(0xff, 100, 400);
    await writeFile(file, bytes);
    await expectInputError(() => open(directory), "invalid-dataset", /train-00000-of-00001\.parquet/);
  });
});
