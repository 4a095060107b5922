/** Small data sets as Parquet files. */
import { parquetWriteBuffer } from "hyparquet-writer";
import sharp from "sharp";
import { theProgram, type LearngeneName, type Registry, type Visibility } from "../../src/registry/index.js";
import { inspectParquet } from "../../src/trainer/datasets/index.js";
import { bytesSource } from "./sources.js";

/** A PNG of noise, the same for the same seed. */
export async function noisePng(
  seed: number,
  { size = 4, channels = 3 }: { size?: number; channels?: 1 | 3 } = {},
): Promise<Uint8Array> {
  const pixels = Uint8Array.from(
    { length: size * size * channels },
    (_, i) => (Math.imul(1000 * seed + i + 1, 2654435761) >>> 13) & 255,
  );
  const image = sharp(pixels, { raw: { width: size, height: size, channels } });
  return new Uint8Array(
    await image
      .toColourspace(channels === 1 ? "b-w" : "srgb")
      .png()
      .toBuffer(),
  );
}

/** A Parquet file of these columns. */
export function parquetOf(columns: Readonly<Record<string, unknown[]>>): Buffer {
  const columnData = Object.entries(columns).map(([name, data]) => ({ name, data }));
  return Buffer.from(parquetWriteBuffer({ columnData }));
}

/** A sound data set: two images to train on and one to measure on, of classes 0 and 1. Another seed, other bytes. */
export async function tinyDataset(seed = 0): Promise<Buffer> {
  const image = await Promise.all([0, 1, 2].map((i) => noisePng(3 * seed + i)));
  return parquetOf({ image, label: [0, 1, 1], split: ["train", "train", "test"] });
}

/** Puts a file, if there is one, under a name. */
export async function putFile(
  registry: Registry,
  name: LearngeneName,
  file: Buffer = Buffer.of(),
  visibility?: Visibility,
): Promise<void> {
  const body = bytesSource(file).stream(0, file.byteLength);
  await registry.datasets.put(
    { ...name, body, visibility, inspect: (blob) => inspectParquet(name.name, blob) },
    theProgram,
  );
}

/** What was measured of a version. */
export const tinyResult = {
  dataset: { name: "fashion-mnist", digest: `sha256:${"a".repeat(64)}` },
  split: "test",
  depth: 5,
  epochs: 0,
  seeds: [1],
  accuracy: 0.5,
};
