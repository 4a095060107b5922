/** Tiny architectures, manifests and weights: real in form, small enough for every test. */
import type { Manifest, NetworkManifest, TrainingRecord } from "../../src/formats/index.js";
import { elementCount, type Architecture, type TensorSpec } from "../../src/model/index.js";

/** 2 x 2 patches of 4 x 4 grey images, width 4, 3 classes. */
export const tinyArchitecture: Architecture = {
  family: "vit",
  config: {
    imageSize: 4,
    patchSize: 2,
    inChans: 1,
    numClasses: 3,
    embedDim: 4,
    numHeads: 2,
    mlpRatio: 2,
    globalPool: "avg",
    fcNorm: true,
    normEps: 1e-6,
  },
};

export function tinyManifest(stages = 3): Manifest {
  return {
    formatVersion: 1,
    architecture: tinyArchitecture,
    rule: "stage-wise",
    stages: Array.from({ length: stages }, () => ({ layers: 2 })),
    ancestry: null,
    training: null,
    preprocessing: { mean: [0.5], std: [0.25], interpolation: "bilinear" },
    labels: ["ant", "bee", "cat"],
    license: "Apache-2.0",
  };
}

/** How the tiny learngene could have been trained on the data set of this name. */
export function trainingRecord(dataset: string, stages = 3): TrainingRecord {
  return {
    dataset: { name: dataset, digest: `sha256:${"1".repeat(64)}`, trainImages: 60, testImages: 10 },
    recipe: { epochs: 1 },
    layouts: { schedule: "fixed", layers: [Array<number>(stages).fill(2)] },
    steps: 10,
    seconds: 1,
    results: [],
  };
}

export function tinyNetworkManifest(depth = 2): NetworkManifest {
  return {
    formatVersion: 1,
    architecture: tinyArchitecture,
    depth,
    preprocessing: { mean: [0.5], std: [0.25], interpolation: "bilinear" },
  };
}

/** Weights of which no two values are equal, so that any swap or shift shows. */
export function distinctTensors(specs: readonly TensorSpec[]): Map<string, Float32Array> {
  let next = 0;
  return new Map(
    specs.map(({ name, shape }) => [
      name,
      Float32Array.from({ length: elementCount(shape) }, () => ++next / 1024),
    ]),
  );
}
