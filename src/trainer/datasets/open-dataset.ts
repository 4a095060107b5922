import { stat } from "node:fs/promises";
import { InputError } from "../../model/index.js";
import type { ImageDataset } from "./dataset.js";
import { openFashionMnist } from "./fashion-mnist.js";
import { openIdxDirectory } from "./idx.js";

/** Options of `openDataset`. */
export interface OpenDatasetOptions {
  /** Where data sets that take time to read are kept between runs; made if missing. */
  readonly cacheDirectory: string;
}

/**
 * Opens what a recipe or a flag names: `fashion-mnist`; `idx:DIRECTORY`, or the bare name of a directory that exists.
 *
 * @throws InputError `dataset-not-found` if it is none of these, and what the opened kind throws.
 */
export async function openDataset(spec: string, options: OpenDatasetOptions): Promise<ImageDataset> {
  if (spec === "fashion-mnist") return openFashionMnist(options);
  if (spec.startsWith("idx:")) return openIdxDirectory(spec.slice("idx:".length));
  const found = await stat(spec).catch(() => undefined);
  if (found?.isDirectory() === true) return openIdxDirectory(spec);
  throw new InputError("dataset-not-found", `There is no data set ${JSON.stringify(spec.slice(0, 200))}.`, {
    field: "dataset",
    value: spec.slice(0, 200),
    fix: "Give `fashion-mnist`, or a directory of IDX files as `idx:DIRECTORY`.",
  });
}
