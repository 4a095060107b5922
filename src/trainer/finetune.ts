import type { ImageDataset } from "./datasets/index.js";
import { checkFits } from "./fit.js";
import { frozenTensors } from "./layer-rates.js";
import { withFreshHead, type NetworkWeights } from "./network-weights.js";
import { Random } from "./random.js";
import type { FinetuneRecipe } from "./recipe.js";
import type { TrainingContext } from "./train.js";
import { withTeacher, type TeacherModel } from "./teacher-model.js";
import { trainNetwork } from "./train-network.js";
import { trainingSplits } from "./training-split.js";

/**
 * Trains a network, usually a Des-Net expanded from a learngene, its layers untied. A head for another number of
 * classes than the data set's is replaced by a fresh one. Images are preprocessed as the network's manifest says,
 * which is how it first saw them. A teacher, any network or ONNX classifier of the same classes, is distilled as far as
 * the recipe says. Throws `invalid-recipe` where it says so without one.
 */
export async function finetune(
  recipe: FinetuneRecipe,
  start: NetworkWeights,
  dataset: ImageDataset,
  context: TrainingContext,
  teacher?: TeacherModel,
): Promise<NetworkWeights> {
  const { architecture } = start.manifest;
  checkFits(architecture, dataset, false);
  const random = Random.fromSeed(recipe.seed);
  const network =
    architecture.config.numClasses === dataset.numClasses
      ? start
      : withFreshHead(start, dataset.numClasses, random.fork("weights"));
  const { layerDecay, frozenLayers } = recipe;
  const frozen = frozenTensors([...network.tensors.keys()], network.manifest.depth, recipe);
  const seen = { ...dataset, preprocessing: start.manifest.preprocessing };
  const { distillationWeight, temperature } = recipe;
  const { training: split } = trainingSplits(recipe, seen);
  return withTeacher(recipe, teacher, seen, split, context, (opened) =>
    trainNetwork(recipe, network, seen, random, context, {
      layerRates: { layerDecay, frozenLayers },
      frozen,
      loss: { distillationWeight, temperature },
      ...(opened === undefined ? {} : { teacher: opened }),
      ...(opened === undefined || teacher === undefined ? {} : { teacherDigest: teacher.digest }),
    }),
  );
}
