import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import {
  checkLabelled,
  fault,
  oneClass,
  type LabelledImages,
  type LabelledSplit,
} from "./labelled-images.js";
import { ParquetFile, type ParquetImages } from "./parquet-file.js";

/** The Parquet files of a directory, or of its `data/`; a file is itself. Paths. */
export async function parquetFilesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() === true) {
    return path.endsWith(".parquet") ? [path] : [];
  }
  const lists = [path, join(path, "data")].map(async (directory) =>
    (await readdir(directory).catch(() => []))
      .filter((name) => name.endsWith(".parquet"))
      .sort()
      .map((name) => join(directory, name)),
  );
  return (await Promise.all(lists)).flat();
}

/**
 * A data set as the Hugging Face Hub keeps one: files `train-….parquet` and `test-….parquet` (or `validation-…`), or one
 * file with a column `split`; a column of images and one of classes: see {@link ParquetFile}. Images come in the order of
 * files and rows. Throws `invalid-dataset`, naming the file.
 */
export async function openParquet(path: string, files: readonly string[]): Promise<LabelledImages> {
  const opened = await Promise.all(files.map((file) => ParquetFile.open(file)));
  return labelledOf(basename(resolve(path), ".parquet").slice(0, 200), opened);
}

/** A data set in Parquet files that are open, whatever they are called. Throws `invalid-dataset`. */
export function labelledOf(name: string, opened: readonly ParquetFile[]): LabelledImages {
  const classes = classesOf(opened);
  const parts = opened.flatMap((file) => file.images(classes));
  const hash = createHash("sha256");
  for (const file of opened) {
    hash.update(`${file.name}\0${file.mark}\0`);
  }
  const labelled = {
    name,
    classes,
    train: splitOf(parts.filter(({ split }) => split === "train")),
    test: splitOf(parts.filter(({ split }) => split === "test")),
    fingerprint: hash.digest("hex"),
  };
  checkLabelled(labelled);
  if (new Set(opened.flatMap((file) => [...file.labelsIn("train")])).size < 2) {
    throw oneClass(name);
  }
  return labelled;
}

/** Names of the classes: as the schema has them, or the labels themselves, in order. */
function classesOf(files: readonly ParquetFile[]): string[] {
  const [first, ...others] = files.map(({ classNames }) => classNames);
  if (first !== undefined) {
    const odd = others.findIndex((names) => names !== undefined && names.join("\0") !== first.join("\0"));
    if (odd >= 0) {
      throw fault(
        files[odd + 1]?.name ?? "",
        "its classes have other names than the first file's",
        "Use one schema.",
      );
    }
    return [...first];
  }
  const labels = files.flatMap((file) => [...file.distinctLabels()]);
  const numbers = labels.filter((label) => typeof label === "number");
  if (numbers.length === labels.length) {
    // In a loop: there may be more than a call takes arguments.
    return Array.from({ length: numbers.reduce((a, b) => Math.max(a, b), -1) + 1 }, (_, i) => String(i));
  }
  return [...new Set(labels.map(String))].sort();
}

function splitOf(parts: readonly ParquetImages[]): LabelledSplit {
  async function* images() {
    for (const part of parts) {
      yield* part.images();
    }
  }
  return { count: parts.reduce((sum, { count }) => sum + count, 0), images };
}
