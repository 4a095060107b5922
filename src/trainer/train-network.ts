import { networkTensors } from "../model/index.js";
import { subset, type ImageDataset, type Split } from "./datasets/index.js";
import { classifierOf } from "./classifier-of.js";
import { TrainingState } from "./engine/training-state.js";
import { evaluate } from "./evaluate.js";
import type { NetworkWeights } from "./network-weights.js";
import type { Random } from "./random.js";
import type { AncestorRecipe, FinetuneRecipe, Recipe } from "./recipe.js";
import { layOutParameters } from "./step/parameters.js";
import { train, type TrainingContext } from "./train.js";

/** Trains a whole network from labels, every layer with weights of its own, and measures it on the test images. */
export async function trainNetwork(
  recipe: AncestorRecipe | FinetuneRecipe,
  start: NetworkWeights,
  dataset: ImageDataset,
  random: Random,
  context: TrainingContext,
): Promise<NetworkWeights> {
  const { architecture, depth } = start.manifest;
  const tensors = networkTensors(architecture, depth);
  const state = new TrainingState(layOutParameters(tensors), start.tensors);
  const { steps, seconds } = await train({
    ...context,
    recipe,
    architecture,
    dataset,
    split: trainingSplit(recipe, dataset),
    state,
    layouts: [{ depth }],
    loss: { distillationWeight: 0, temperature: 1 },
    random,
  });
  const trained = { manifest: start.manifest, tensors: state.parameters() };
  const classifier = await classifierOf(trained, context);
  const measured = await evaluate(classifier, dataset, dataset.test, context.signal);
  await classifier.close();
  context.reporter.evaluate({
    phase: recipe.kind,
    subject: `depth ${depth}`,
    depth,
    step: steps,
    ...measured,
  });
  const training = { recipe: asJson(recipe), steps, seconds, accuracy: measured.accuracy };
  return { manifest: { ...trained.manifest, training }, tensors: trained.tensors };
}

/** The training images, or as many of them as the recipe says. */
export function trainingSplit(recipe: Recipe, { train: split }: ImageDataset): Split {
  return recipe.trainImages === undefined ? split : subset(split, recipe.trainImages, recipe.seed);
}

/** A recipe as a manifest keeps it. */
export function asJson(recipe: Recipe): Record<string, never> {
  return JSON.parse(JSON.stringify(recipe)) as Record<string, never>;
}
