import { TrainingBatches } from "./augment/index.js";
import type { ImageDataset } from "./datasets/index.js";
import { Random } from "./random.js";
import type { Recipe } from "./recipe.js";
import { learningRate, scheduleOf } from "./schedule.js";
import { trainingSplits } from "./training-split.js";

/**
 * Throws at once what a training would throw before its first step: `invalid-recipe` for a batch, a subset or a shift
 * that the images do not allow, or a warm-up longer than the training.
 */
export function checkRecipe(recipe: Recipe, dataset: ImageDataset): void {
  const { batchSize, augment, labelSmoothing, seed } = recipe;
  const options = { batchSize, augment, smoothing: labelSmoothing, random: Random.fromSeed(seed) };
  const { stepsPerEpoch } = new TrainingBatches(dataset, trainingSplits(recipe, dataset).training, options);
  learningRate(0, scheduleOf(recipe, stepsPerEpoch));
}
