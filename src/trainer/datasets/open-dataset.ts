import { stat } from "node:fs/promises";
import { InputError } from "../../model/index.js";
import type { ImageDataset } from "./dataset.js";
import { decoded, type DecodeOptions } from "./decoded.js";
import { openFashionMnist } from "./fashion-mnist.js";
import { isImageFolder, openImageFolder } from "./image-folder.js";
import { openIdxDirectory } from "./idx.js";
import { openParquet, parquetFilesOf } from "./parquet.js";

/** Options of `openDataset`: where decoded data is kept, and how images are decoded. */
export type OpenDatasetOptions = DecodeOptions;

/**
 * Opens what a recipe or a flag names: `fashion-mnist`; `idx:DIRECTORY`; `folder:DIRECTORY` of images by class;
 * `parquet:PATH` as the Hugging Face Hub keeps images; or the bare path of one of these. `size`, `channels` and `broken`
 * matter to encoded images alone.
 *
 * @throws InputError `dataset-not-found` if it is none of these, and what the opened kind throws.
 */
export async function openDataset(spec: string, options: OpenDatasetOptions): Promise<ImageDataset> {
  if (spec === "fashion-mnist") return openFashionMnist(options);
  const [kind = "", ...rest] = spec.split(":");
  const path = rest.join(":");
  switch (kind) {
    case "idx":
      return openIdxDirectory(path);
    case "folder":
      return decoded(await openImageFolder(path), options);
    case "parquet":
      return openParquetAt(path, options);
    default:
      return openPath(spec, options);
  }
}

async function openPath(path: string, options: OpenDatasetOptions): Promise<ImageDataset> {
  if ((await parquetFilesOf(path)).length > 0) return openParquetAt(path, options);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) throw notFound(path);
  return (await isImageFolder(path)) ? decoded(await openImageFolder(path), options) : openIdxDirectory(path);
}

async function openParquetAt(path: string, options: OpenDatasetOptions): Promise<ImageDataset> {
  const files = await parquetFilesOf(path);
  if (files.length === 0) throw notFound(path);
  return decoded(await openParquet(path, files), options);
}

function notFound(spec: string): InputError {
  const value = spec.slice(0, 200);
  return new InputError("dataset-not-found", `There is no data set ${JSON.stringify(value)}.`, {
    field: "dataset",
    value,
    fix:
      "Give fashion-mnist, idx:DIRECTORY with MNIST's four files, folder:DIRECTORY with train/CLASS/IMAGE.png, or " +
      "parquet:PATH with train-….parquet and test-….parquet.",
  });
}
