import { InputError } from "../model/index.js";
import { pickedImages, subset, type ImageDataset, type Split } from "./datasets/index.js";
import type { Recipe } from "./recipe.js";

/**
 * The images that a recipe trains on: all, or as many as it says, but for those that it sets aside to measure on while it
 * trains; both drawn by the seed, as evenly over the classes as may be. Throws `invalid-recipe` where they are too few.
 */
export function trainingSplits(
  { trainImages, validationImages, patience, seed }: Recipe,
  { train }: Pick<ImageDataset, "train">,
): { training: Split; validation: Split | undefined } {
  if (validationImages === 0 && patience !== undefined) {
    throw new InputError("invalid-recipe", "patience needs images to measure on", {
      field: "patience",
      value: patience,
      fix: "Set some aside with validationImages.",
    });
  }
  if (validationImages === 0) {
    return { training: chosen(train, trainImages, seed), validation: undefined };
  }
  if (validationImages >= train.count) {
    throw new InputError(
      "invalid-recipe",
      `${validationImages} images to validate on leave none of ${train.count} to train on`,
      { field: "validationImages", value: validationImages, fix: "Set fewer aside." },
    );
  }
  const all = subset(train, train.count, `validation ${seed}`);
  const rest = part(all, validationImages, all.count);
  return { training: chosen(rest, trainImages, seed), validation: part(all, 0, validationImages) };
}

const chosen = (split: Split, count: number | undefined, seed: number) =>
  count === undefined ? split : subset(split, count, seed);

function part({ images, labels }: Split, start: number, end: number): Split {
  return {
    count: end - start,
    images: pickedImages(
      images,
      Uint32Array.from({ length: end - start }, (_, index) => start + index),
    ),
    labels: labels.slice(start, end),
  };
}
