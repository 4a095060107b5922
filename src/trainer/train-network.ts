import { networkTensors } from "../model/index.js";
import type { ImageDataset } from "./datasets/index.js";
import { classifierOf } from "./classifier-of.js";
import { TrainingState } from "./engine/training-state.js";
import { evaluate } from "./evaluate.js";
import type { NetworkWeights } from "./network-weights.js";
import type { Random } from "./random.js";
import type { AncestorRecipe, FinetuneRecipe, Recipe } from "./recipe.js";
import { layOutParameters } from "./step/parameters.js";
import { train, type Training, type TrainingContext } from "./train.js";
import { trainingSplits } from "./training-split.js";

/** Trains a whole network from labels, every layer with weights of its own, and measures it on the test images. */
export async function trainNetwork(
  recipe: AncestorRecipe | FinetuneRecipe,
  start: NetworkWeights,
  dataset: ImageDataset,
  random: Random,
  context: TrainingContext,
  options: Partial<Pick<Training, "layerRates" | "frozen" | "loss" | "teacher" | "teacherDigest">> = {},
): Promise<NetworkWeights> {
  const { architecture, depth } = start.manifest;
  const tensors = networkTensors(architecture, depth);
  const state = new TrainingState(layOutParameters(tensors), start.tensors);
  const { training: split, validation } = trainingSplits(recipe, dataset);
  const { steps, seconds, parameters } = await train({
    ...context,
    loss: { distillationWeight: 0, temperature: 1 },
    ...options,
    recipe,
    architecture,
    dataset,
    split,
    validation,
    tensors,
    state,
    layouts: [{ depth }],
    random,
  });
  const trained = { manifest: start.manifest, tensors: parameters };
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

/** A recipe as a manifest keeps it. */
export function asJson(recipe: Recipe): Record<string, never> {
  return JSON.parse(JSON.stringify(recipe)) as Record<string, never>;
}
