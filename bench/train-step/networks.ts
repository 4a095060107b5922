import { networkTensors, type Architecture, type TensorSpec } from "../../src/model/index.js";
import { createBatch } from "../../src/trainer/augment/index.js";
import type { StepBatch } from "../../src/trainer/engine/step-session.js";
import { initialWeights } from "../../src/trainer/initialize.js";
import { Random } from "../../src/trainer/random.js";
import { smallVit } from "../support/small-vit.js";

/** A network whose training steps are timed. */
export interface Network {
  readonly name: string;
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
  readonly patchSize: number;
  readonly batchSize: number;
  /** Steps in a row of each that is compared, in a round. */
  readonly stepsPerRound: number;
}

export const networks: readonly Network[] = [
  {
    name: "sample, 12 layers",
    width: 64,
    depth: 12,
    heads: 4,
    patchSize: 7,
    batchSize: 128,
    stepsPerRound: 6,
  },
  {
    name: "width 192, 6 layers",
    width: 192,
    depth: 6,
    heads: 3,
    patchSize: 4,
    batchSize: 64,
    stepsPerRound: 3,
  },
  {
    name: "width 384, 12 layers",
    width: 384,
    depth: 12,
    heads: 6,
    patchSize: 4,
    batchSize: 32,
    stepsPerRound: 2,
  },
];

/** What all that is compared does with the gradients. */
export const optimizer = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.05, clipNorm: 1 };
export const LEARNING_RATE = 1e-3;

export function architectureOf({ width, heads, patchSize }: Network): Architecture {
  return smallVit({ width, heads, patchSize });
}

/** What all that is compared begins with: the same each time. */
export interface Start {
  readonly tensors: readonly TensorSpec[];
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Noise, and for each image a class that weighs 0.9. */
  readonly batch: StepBatch;
}

export function startOf(network: Network): Start {
  const random = Random.fromSeed(0);
  const architecture = architectureOf(network);
  const tensors = networkTensors(architecture, network.depth);
  const { imageSize, inChans, numClasses } = architecture.config;
  const source = {
    channels: inChans,
    height: imageSize,
    width: imageSize,
    numClasses,
    preprocessing: { mean: [0], std: [1], interpolation: "bilinear" as const },
  };
  const { images, targets } = createBatch(source, network.batchSize);
  images.forEach((_, i) => {
    images[i] = random.normal();
  });
  targets.fill(0.1 / (numClasses - 1));
  for (let image = 0; image < network.batchSize; image++) {
    targets[image * numClasses + random.integer(numClasses)] = 0.9;
  }
  return {
    tensors,
    weights: initialWeights(architecture, tensors, random.fork("weights")),
    batch: { images, targets, teacherLogits: new Float32Array(targets.length) },
  };
}
