import { expect, it } from "vitest";
import { finetune, finetuneRecipe, freshNetwork } from "../../../src/trainer/index.js";
import { StepSession } from "../../../src/trainer/engine/step-session.js";
import { TrainingState } from "../../../src/trainer/engine/training-state.js";
import { layOutParameters } from "../../../src/trainer/step/parameters.js";
import { networkTensors } from "../../../src/model/index.js";
import { expectClose, randomFloats } from "../../support/numbers.js";
import {
  patternArchitecture,
  patternDataset,
  patternTraining,
  quietContext,
} from "../../support/tiny-training.js";

const { tensors } = freshNetwork(patternArchitecture, 2, patternDataset, 3);
const batch = {
  images: randomFloats("drop path", 4 * 64),
  targets: Float32Array.from({ length: 12 }, (_, at) => Number(at % 4 === 0)),
  teacherLogits: new Float32Array(12),
};

/** Logits of a step's batch, whose branches weigh as given; without weights the graph has no stochastic depth. */
async function logits(
  scales?: (row: number, image: number) => number,
  weights = tensors,
): Promise<Float32Array> {
  const session = await StepSession.open(
    {
      architecture: patternArchitecture,
      depth: 2,
      parameters: layOutParameters(networkTensors(patternArchitecture, 2)),
      batchSize: 4,
      loss: { distillationWeight: 0, temperature: 1 },
      optimizer: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, clipNorm: 1 },
      dropPath: scales !== undefined,
    },
    batch,
    { threads: 1 },
  );
  session.branchScales.forEach((_, at, all) => (all[at] = scales?.(Math.floor(at / 4), at % 4) ?? 1));
  const state = new TrainingState(layOutParameters(networkTensors(patternArchitecture, 2)), weights);
  const result = (await session.run(state, 0)).logits.slice();
  await session.close();
  return result;
}

it("computes the same with branches that weigh 1 as without stochastic depth", async () => {
  expectClose(await logits(() => 1), await logits(), 1e-6);
});

it("leaves a branch that weighs 0 out, for its image alone", async () => {
  // A branch is left out, too, where the last matrix and bias of it are nil.
  const without = new Map(
    [...tensors].map(([name, values]) => [
      name,
      name.startsWith("blocks.1.mlp.fc2.") ? new Float32Array(values.length) : values,
    ]),
  );
  const [whole, cut] = [await logits(), await logits(undefined, without)];
  const dropped = await logits((row, image) => Number(!(row === 3 && image === 2)));
  expectClose(dropped.subarray(6, 9), cut.subarray(6, 9), 1e-6);
  expectClose(dropped.subarray(0, 6), whole.subarray(0, 6), 1e-6);
  expect(dropped.subarray(6, 9)).not.toEqual(whole.subarray(6, 9));
});

it("drops nothing where results are measured", async () => {
  const recipe = finetuneRecipe({
    kind: "finetune",
    ...patternTraining,
    epochs: 1,
    dropPath: 0.5,
    learningRate: 1e-9,
    minLearningRate: 0,
  });
  const start = freshNetwork(patternArchitecture, 2, patternDataset, 3);
  const plain = await finetune({ ...recipe, dropPath: 0 }, start, patternDataset, quietContext);
  const dropping = await finetune(recipe, start, patternDataset, quietContext);
  expect(dropping.manifest.training?.accuracy).toBe(plain.manifest.training?.accuracy);
});
