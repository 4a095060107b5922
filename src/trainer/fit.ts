import { InputError, type Architecture } from "../model/index.js";
import type { ImageDataset, OpenDatasetOptions } from "./datasets/index.js";
import type { Recipe } from "./recipe.js";

/**
 * How a data set's encoded images are decoded for a network: to the size and the colours that it reads unless the recipe says
 * otherwise; without a network, to those of the first image.
 */
export function imagesFor(
  architecture: Architecture | undefined,
  images: Partial<Recipe["images"]> = {},
): Pick<OpenDatasetOptions, "size" | "color" | "broken"> {
  const { imageSize, inChans = 0 } = architecture?.config ?? {};
  const { size = imageSize, color = colors.get(inChans), broken = "fail" } = images;
  return { size, color, broken };
}

const colors = new Map<number, "gray" | "rgb">([
  [1, "gray"],
  [3, "rgb"],
]);

/**
 * Throws `invalid-dataset` unless there are two classes or more to tell apart, images to measure on, and every label is
 * of a class.
 */
function checkLabels({ name, numClasses, train, test }: ImageDataset): void {
  const refuse = (why: string, fix: string): never => {
    throw new InputError("invalid-dataset", `${name} ${why}`, { field: "dataset", value: name, fix });
  };
  if (numClasses < 2) {
    refuse("has one class only, so there is nothing to tell apart", "Use images of two classes or more.");
  }
  if (test.count === 0) {
    refuse("has no test images to measure on", "Put some of the images aside as a test split.");
  }
  for (const [split, { labels }] of Object.entries({ training: train, test })) {
    const at = labels.findIndex((label) => label >= numClasses);
    if (at >= 0) {
      refuse(
        `has label ${labels[at]} at ${split} image ${at}, but ${numClasses} classes, 0 to ${numClasses - 1}`,
        "Mend the label, or leave the image out.",
      );
    }
  }
}

/**
 * Throws `invalid-dataset` unless the data set's images are what the network reads and, where `classes` is not
 * false, its classes are as many.
 */
export function checkFits({ config }: Architecture, dataset: ImageDataset, classes = true): void {
  const { channels, height, width, numClasses, name } = dataset;
  checkLabels(dataset);
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
