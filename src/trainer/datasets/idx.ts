import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { InputError } from "../../model/index.js";
import type { ImageDataset, ImageShape, Split } from "./dataset.js";
import { datasetDigest } from "./digest.js";
import { fault, idxFileNames, readIdxFile } from "./idx-files.js";
import { imagesInMemory } from "./images.js";
import { pixelStatistics } from "./pixel-statistics.js";

/**
 * Reads a directory of grayscale images in four IDX files under MNIST's names, each plain or with `.gz`. There are
 * as many classes as the highest training label says; mean and deviation are those of the training images. The data
 * set takes the directory's name.
 *
 * @throws InputError `dataset-not-found` if there is no such directory; `invalid-dataset`, naming the file, if one is
 *   missing, damaged or does not go with the others.
 */
export async function openIdxDirectory(directory: string): Promise<ImageDataset> {
  await checkDirectory(directory);
  const train = await readSplit(directory, idxFileNames.trainImages, idxFileNames.trainLabels);
  const test = await readSplit(directory, idxFileNames.testImages, idxFileNames.testLabels);
  checkSameSize(train, test);
  const numClasses = countClasses(train, test);
  const { shape } = train;
  return {
    name: nameOf(directory),
    digest: datasetDigest(shape, train.split, test.split),
    ...shape,
    numClasses,
    train: train.split,
    test: test.split,
    preprocessing: { ...measure(shape, train), interpolation: "bilinear" },
  };
}

/** What the directory is called, without where it lies. */
function nameOf(directory: string): string {
  const name = basename(resolve(directory)).slice(0, 200);
  return name === "" ? "idx" : name;
}

interface NamedSplit {
  readonly shape: ImageShape;
  readonly split: Split;
  readonly imagesName: string;
  readonly labelsName: string;
}

async function checkDirectory(directory: string): Promise<void> {
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  throw new InputError("dataset-not-found", `There is no directory ${directory} to read IDX files from.`, {
    field: "dataset",
    value: directory,
    fix: `Name a directory that holds ${Object.values(idxFileNames).join(", ")}.`,
  });
}

async function readSplit(directory: string, imagesName: string, labelsName: string): Promise<NamedSplit> {
  const images = await readIdxFile(directory, imagesName, 3);
  const labels = await readIdxFile(directory, labelsName, 1);
  const [count = 0, height = 0, width = 0] = images.dims;
  const labelCount = labels.data.length;
  if (labelCount !== count) {
    throw fault(labels.file, `it holds ${labelCount} labels for the ${count} images of ${images.file}`);
  }
  return {
    shape: { channels: 1, height, width },
    split: { count, images: imagesInMemory(images.data, height * width), labels: labels.data },
    imagesName: images.file,
    labelsName: labels.file,
  };
}

function checkSameSize(train: NamedSplit, test: NamedSplit): void {
  const size = ({ shape }: NamedSplit): string => `${shape.height} x ${shape.width}`;
  if (size(train) === size(test)) return;
  throw fault(
    test.imagesName,
    `its images are ${size(test)} pixels, those of ${train.imagesName} ${size(train)}`,
  );
}

function countClasses(train: NamedSplit, test: NamedSplit): number {
  const numClasses = highest(train.split.labels) + 1;
  if (new Set(train.split.labels).size < 2) {
    throw fault(train.labelsName, `all labels are ${numClasses - 1}, but there must be 2 classes or more`);
  }
  if (highest(test.split.labels) < numClasses) return numClasses;
  throw fault(
    test.labelsName,
    `label ${highest(test.split.labels)} is out of range: those of ${train.labelsName} go from 0 to ${numClasses - 1}`,
  );
}

function highest(labels: Split["labels"]): number {
  let most = 0;
  for (const label of labels) most = Math.max(most, label);
  return most;
}

function measure(shape: ImageShape, train: NamedSplit): { mean: number[]; std: number[] } {
  const statistics = pixelStatistics(shape, train.split);
  if (statistics.std.every((std) => std > 0)) return statistics;
  throw fault(train.imagesName, "all pixels have the same value");
}
