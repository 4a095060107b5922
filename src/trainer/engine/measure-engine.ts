import { imagesShape, networkTensors, type Architecture } from "../../model/index.js";
import { layOutParameters } from "../step/parameters.js";
import type { StepEngine } from "./step-engine.js";
import { TrainingState } from "./training-state.js";

/** A layer of DeiT-tiny's width on Fashion-MNIST's images: enough work that a fast device shows it. */
const architecture: Architecture = {
  family: "vit",
  config: {
    imageSize: 28,
    patchSize: 4,
    inChans: 1,
    numClasses: 10,
    embedDim: 192,
    numHeads: 3,
    mlpRatio: 4,
    globalPool: "avg",
    fcNorm: false,
    normEps: 1e-6,
  },
};
const depth = 1;
const batchSize = 16;

/** Steps that are timed, and the milliseconds after which no more are begun. */
const STEPS = 5;
const ENOUGH = 1500;

/**
 * Images a second that an engine trains on, by the fastest of a few steps of one layer of width 192, batch 16. Throws
 * what the engine throws.
 */
export async function measureEngine(engine: StepEngine): Promise<number> {
  const tensors = networkTensors(architecture, depth);
  const parameters = layOutParameters(tensors);
  const weights = tensors.map(({ name, shape }): [string, Float32Array] => [
    name,
    wave(shape.reduce((product, size) => product * size, 1)),
  ]);
  const state = new TrainingState(parameters, new Map(weights));
  const classes = architecture.config.numClasses;
  const batch = {
    images: wave(imagesShape(architecture, batchSize).reduce((product, size) => product * size, 1)),
    targets: new Float32Array(batchSize * classes).fill(1 / classes),
    teacherLogits: new Float32Array(batchSize * classes),
  };
  const optimizer = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.05, clipNorm: 1 };
  const loss = { distillationWeight: 0, temperature: 1 };
  const step = await engine.openStep({ architecture, depth, parameters, batchSize, loss, optimizer }, batch);
  try {
    const began = performance.now();
    // The first allocates, and on some devices compiles.
    await step.run(state, 1e-4);
    let best = performance.now() - began;
    for (let i = 0; i < STEPS && performance.now() - began < ENOUGH; i++) {
      const started = performance.now();
      await step.run(state, 1e-4);
      best = Math.min(best, performance.now() - started);
    }
    await state.settle();
    return (1000 * batchSize) / best;
  } finally {
    await step.close();
  }
}

/** Numbers that are neither zeros nor large. */
function wave(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i * 7919) % 1000) / 5000 - 0.1);
}
