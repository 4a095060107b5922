/** The losses by which engines are compared. */
import { networkTensors, type Architecture } from "../../src/model/index.js";
import type { StepEngine } from "../../src/trainer/engine/step-engine.js";
import { TrainingState } from "../../src/trainer/engine/training-state.js";
import { layOutParameters } from "../../src/trainer/step/parameters.js";
import { randomFloats } from "./numbers.js";

const architecture: Architecture = {
  family: "vit",
  config: {
    imageSize: 8,
    patchSize: 4,
    inChans: 1,
    numClasses: 3,
    embedDim: 8,
    numHeads: 2,
    mlpRatio: 2,
    globalPool: "token",
    fcNorm: false,
    normEps: 1e-6,
  },
};
const batchSize = 4;
const depth = 2;

/** What ten steps came to. */
export interface EngineRun {
  readonly losses: readonly number[];
  readonly gradientNorms: readonly number[];
  /** All of them after the last step, by name. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
}

/**
 * Ten steps of a small network from labels and a teacher, the same whichever engine takes them; of `accumulate` batches each.
 */
export async function tenSteps(engine: StepEngine, accumulate = 1): Promise<EngineRun> {
  const tensors = networkTensors(architecture, depth);
  const parameters = layOutParameters(tensors);
  const weights = new Map(
    tensors.map(({ name, shape }) => [
      name,
      randomFloats(
        name,
        shape.reduce((a, b) => a * b, 1),
        -0.5,
        0.5,
      ),
    ]),
  );
  const state = new TrainingState(parameters, weights);
  const targets = new Float32Array(3 * batchSize);
  for (let i = 0; i < batchSize; i++) targets[3 * i + (i % 3)] = 1;
  const batch = {
    images: randomFloats("images", 64 * batchSize),
    targets,
    teacherLogits: randomFloats("teacher", 3 * batchSize, -3, 3),
  };
  const step = await engine.openStep(
    {
      architecture,
      depth,
      parameters,
      batchSize,
      loss: { distillationWeight: 0.5, temperature: 2 },
      optimizer: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, clipNorm: 1 },
      accumulate,
    },
    batch,
  );
  try {
    const [losses, gradientNorms]: [number[], number[]] = [[], []];
    for (let i = 0; i < 10; i++) {
      for (let part = 1; part < accumulate; part++) {
        batch.images.set(randomFloats(`images ${i}, ${part}`, 64 * batchSize));
        losses.push(await step.gather(state));
      }
      batch.images.set(randomFloats(`images ${i}`, 64 * batchSize));
      const { loss, gradientNorm } = await step.run(state, 0.01);
      losses.push(loss);
      gradientNorms.push(gradientNorm);
    }
    await state.settle();
    return { losses, gradientNorms, parameters: state.parameters() };
  } finally {
    await step.close();
  }
}

/**
 * The largest difference between two runs, of losses and of parameters. Biases of keys are left out: they move no softmax,
 * so their gradient is nothing but rounding, which Adam makes whole steps of.
 */
export function apart(a: EngineRun, b: EngineRun): { losses: number; parameters: number } {
  const difference = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    Array.from(x).reduce((most, value, i) => Math.max(most, Math.abs(value - (y[i] ?? Number.NaN))), 0);
  const parameters = [...a.parameters]
    .filter(([name]) => !name.endsWith("qkv.bias"))
    .map(([name, values]) => difference(values, b.parameters.get(name) ?? []));
  return { losses: difference(a.losses, b.losses), parameters: Math.max(...parameters) };
}
