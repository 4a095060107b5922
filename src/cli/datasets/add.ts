import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Dataset, LearngeneName, Visibility } from "../../registry/index.js";
import { openLabelled, parquetBytes } from "../../trainer/datasets/index.js";
import type { DatasetPlace } from "./place.js";

/** Which images to put under which name. */
export interface AddOptions {
  readonly name: LearngeneName;
  /** As `--dataset` of the trainings. */
  readonly source: string;
  readonly visibility?: Visibility | undefined;
  readonly broken: "fail" | "skip";
  /** Where data sets that take time to read are kept. */
  readonly cache: string;
  /** Told of images that were left out. */
  readonly note: (text: string) => void;
}

/**
 * Writes the images as one Parquet file, the same for the same images, and puts it. Throws `dataset-not-found` and
 * `invalid-dataset` before anything is sent.
 */
export async function addDataset(
  place: DatasetPlace,
  { name, source, visibility, broken, cache, note }: AddOptions,
  signal: AbortSignal,
): Promise<{ readonly dataset: Dataset; readonly created: boolean }> {
  const images = await openLabelled(source, { cacheDirectory: cache, note });
  const folder = await mkdtemp(join(tmpdir(), "learngene-dataset-"));
  try {
    const path = join(folder, "dataset.parquet");
    await pipeline(parquetBytes(images, { broken, note }), createWriteStream(path), { signal });
    const { size } = await stat(path);
    return await place.put({ ...name, path, size, visibility });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
