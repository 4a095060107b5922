import type { NetworkManifest } from "../formats/index.js";
import { networkTensors } from "../model/index.js";
import type { ImageDataset } from "./datasets/index.js";
import { checkFits } from "./fit.js";
import { initialWeights } from "./initialize.js";
import type { NetworkWeights } from "./network-weights.js";
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
  const { architecture, depth } = recipe;
  checkFits(architecture, dataset);
  const random = Random.fromSeed(recipe.seed);
  const tensors = networkTensors(architecture, depth);
  const manifest: NetworkManifest = {
    formatVersion: 1,
    architecture,
    depth,
    preprocessing: dataset.preprocessing,
    ...(dataset.labels === undefined ? {} : { labels: [...dataset.labels] }),
  };
  const start = { manifest, tensors: initialWeights(architecture, tensors, random.fork("weights")) };
  return trainNetwork(recipe, start, dataset, random, context);
}
