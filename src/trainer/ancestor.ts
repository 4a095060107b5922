import type { ImageDataset } from "./datasets/index.js";
import { checkFits } from "./fit.js";
import { freshNetwork, type NetworkWeights } from "./network-weights.js";
import { Random } from "./random.js";
import type { AncestorRecipe } from "./recipe.js";
import type { TrainingContext } from "./train.js";
import { trainNetwork } from "./train-network.js";

/** Trains an Ans-Net from labels, from fresh weights, and measures it. */
export async function trainAncestor(
  recipe: AncestorRecipe,
  dataset: ImageDataset,
  context: TrainingContext,
): Promise<NetworkWeights> {
  const { architecture, depth, seed } = recipe;
  checkFits(architecture, dataset);
  const start = freshNetwork(architecture, depth, dataset, seed);
  return trainNetwork(recipe, start, dataset, Random.fromSeed(seed), context);
}
