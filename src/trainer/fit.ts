import { InputError, type Architecture } from "../model/index.js";
import type { ImageDataset } from "./datasets/index.js";

/**
 * Throws `invalid-dataset` unless the data set's images are what the network reads and, where `classes` is not
 * false, its classes are as many.
 */
export function checkFits({ config }: Architecture, dataset: ImageDataset, classes = true): void {
  const { channels, height, width, numClasses, name } = dataset;
  const given = `${channels}x${height}x${width}`;
  const needed = `${config.inChans}x${config.imageSize}x${config.imageSize}`;
  if (given !== needed) {
    throw new InputError(
      "invalid-dataset",
      `the images of ${name} are ${given}, the network reads ${needed}`,
      {
        field: "dataset",
        value: name,
        fix: "Use images of the network's size, or a network of theirs.",
      },
    );
  }
  if (classes && numClasses !== config.numClasses) {
    throw new InputError(
      "invalid-dataset",
      `${name} has ${numClasses} classes, the network tells ${config.numClasses} apart`,
      { field: "dataset", value: name },
    );
  }
}
