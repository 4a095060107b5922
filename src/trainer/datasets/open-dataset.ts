import { stat } from "node:fs/promises";
import { InputError } from "../../model/index.js";
import type { ImageDataset } from "./dataset.js";
import { datasetNames, isDatasetName } from "./dataset-names.js";
import { decoded, type DecodeOptions } from "./decoded.js";
import { encoded } from "./encode.js";
import { isImageFolder, openImageFolder } from "./image-folder.js";
import { openIdxDirectory } from "./idx.js";
import type { LabelledImages } from "./labelled-images.js";
import { namedDatasets } from "./named.js";
import { openPackaged } from "./packaged.js";
import { openParquet, parquetFilesOf } from "./parquet.js";

/** Options of `openDataset`: where decoded data is kept, and how images are decoded. */
export type OpenDatasetOptions = DecodeOptions;

/**
 * Opens what a recipe or a flag names: one of {@link datasetNames}; `idx:DIRECTORY`; `folder:DIRECTORY` of images by
 * class; `parquet:PATH` as the Hugging Face Hub keeps images; or the bare path of one of these. `size`, `channels` and `broken`
 * matter to encoded images alone.
 *
 * @throws InputError `dataset-not-found` if it is none of these, and what the opened kind throws.
 */
export async function openDataset(spec: string, options: OpenDatasetOptions): Promise<ImageDataset> {
  const found = await find(spec, options);
  return "classes" in found ? decoded(found, options) : found;
}

/**
 * As {@link openDataset}, but with images as their files have them; those of pixels become PNG, which loses nothing.
 */
export async function openLabelled(spec: string, options: OpenDatasetOptions): Promise<LabelledImages> {
  const found = await find(spec, options);
  return "classes" in found ? found : encoded(found);
}

async function find(spec: string, options: OpenDatasetOptions): Promise<ImageDataset | LabelledImages> {
  if (isDatasetName(spec)) return openPackaged(namedDatasets[spec], options);
  const [kind = "", ...rest] = spec.split(":");
  const path = rest.join(":");
  switch (kind) {
    case "idx":
      return openIdxDirectory(path);
    case "folder":
      return openImageFolder(path);
    case "parquet":
      return openParquetAt(path);
    default:
      return findPath(spec);
  }
}

async function findPath(path: string): Promise<ImageDataset | LabelledImages> {
  if ((await parquetFilesOf(path)).length > 0) return openParquetAt(path);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) throw notFound(path);
  return (await isImageFolder(path)) ? openImageFolder(path) : openIdxDirectory(path);
}

async function openParquetAt(path: string): Promise<LabelledImages> {
  const files = await parquetFilesOf(path);
  if (files.length === 0) throw notFound(path);
  return openParquet(path, files);
}

function notFound(spec: string): InputError {
  const value = spec.slice(0, 200);
  return new InputError("dataset-not-found", `There is no data set ${JSON.stringify(value)}.`, {
    field: "dataset",
    value,
    fix:
      `Give ${datasetNames.join(", ")}, idx:DIRECTORY with MNIST's four files, folder:DIRECTORY with train/CLASS/IMAGE.png, or ` +
      "parquet:PATH with train-….parquet and test-….parquet.",
  });
}
