import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { checkpointFile } from "../../src/cli/checkpoint-file.js";
import { writeNetwork } from "../../src/formats/index.js";
import {
  learn,
  readNetworkFile,
  trainAncestor,
  writeAtomically,
  type AncestorRecipe,
  type ImageDataset,
  type Learned,
  type TrainingContext,
} from "../../src/trainer/index.js";
import type { SampleRecipe } from "./recipes.js";

/** Seconds between two checkpoints. */
const CHECKPOINT_EVERY = 60;

/**
 * Trains what a recipe says. What is done stays in `folder`: a run that was stopped goes on from its last checkpoint, and
 * another learngene is learned from the same Ans-Net.
 */
export async function trainSample(
  recipe: SampleRecipe,
  dataset: ImageDataset,
  folder: string,
  context: Omit<TrainingContext, "checkpoints">,
): Promise<Learned> {
  const ancestor = await ancestorIn(folder, recipe.ancestor, dataset, context);
  const checkpoints = checkpointFile(join(folder, "learngene.checkpoint"), CHECKPOINT_EVERY);
  const { manifest, tensors } = await learn(recipe.learngene, ancestor, dataset, { ...context, checkpoints });
  await checkpoints.remove();
  return { manifest: { ...manifest, description: recipe.description }, tensors };
}

/** The Ans-Net of that recipe: the one that lies there, or a new one. */
async function ancestorIn(
  folder: string,
  recipe: AncestorRecipe,
  dataset: ImageDataset,
  context: TrainingContext,
): ReturnType<typeof readNetworkFile> {
  const path = join(folder, "ans-net.safetensors");
  const kept = existsSync(path) ? await readNetworkFile(path) : undefined;
  if (kept !== undefined && isDeepStrictEqual(kept.manifest.training?.recipe, plainJson(recipe))) {
    return kept;
  }
  const checkpoints = checkpointFile(join(folder, "ans-net.checkpoint"), CHECKPOINT_EVERY);
  const { manifest, tensors } = await trainAncestor(recipe, dataset, { ...context, checkpoints });
  await writeAtomically(path, writeNetwork(manifest, tensors));
  await checkpoints.remove();
  return readNetworkFile(path);
}

const plainJson = (value: object): unknown => JSON.parse(JSON.stringify(value));
