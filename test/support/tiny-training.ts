/** A data set and a network so small that a training takes a moment, and still something to learn. */
import { imagesInMemory } from "../../src/trainer/datasets/images.js";
import type { Architecture } from "../../src/model/index.js";
import type { Split } from "../../src/trainer/datasets/index.js";
import {
  silentReporter,
  type ImageDataset,
  type TrainingContext,
  type TrainingReport,
} from "../../src/trainer/index.js";
import { Random } from "../../src/trainer/random.js";

const SIDE = 8;

/** How bright a pixel of each class is: rows, columns, squares. */
const patterns: readonly ((row: number, column: number) => boolean)[] = [
  (row) => row % 4 < 2,
  (_, column) => column % 4 < 2,
  (row, column) => row % 4 < 2 === column % 4 < 2,
];

/** Striped rows, striped columns and squares of 8 x 8 pixels, under noise; labels go round. */
export function patternSplit(count: number, seed: string): Split {
  const random = Random.fromSeed(seed);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % patterns.length);
  const images = Uint8Array.from({ length: count * SIDE * SIDE }, (_, at) => {
    const [image, row, column] = [Math.floor(at / 64), Math.floor(at / SIDE) % SIDE, at % SIDE];
    const bright = patterns[labels[image] ?? 0]?.(row, column) ?? false;
    return (bright ? 100 : 50) + random.integer(106);
  });
  return { count, images: imagesInMemory(images, SIDE * SIDE), labels };
}

export const patternDataset: ImageDataset = {
  name: "patterns",
  digest: `sha256:${"a".repeat(64)}`,
  channels: 1,
  height: SIDE,
  width: SIDE,
  numClasses: 3,
  labels: ["rows", "columns", "squares"],
  train: patternSplit(300, "train"),
  test: patternSplit(90, "test"),
  preprocessing: { mean: [0.5], std: [0.25], interpolation: "bilinear" },
};

export const patternArchitecture: Architecture = {
  family: "vit",
  config: {
    imageSize: SIDE,
    patchSize: 4,
    inChans: 1,
    numClasses: 3,
    embedDim: 12,
    numHeads: 2,
    mlpRatio: 2,
    globalPool: "avg",
    fcNorm: false,
    normEps: 1e-6,
  },
};

/** What the recipes of tests share. */
export const patternTraining = {
  dataset: "patterns",
  epochs: 12,
  batchSize: 25,
  learningRate: 5e-3,
  warmupEpochs: 1,
  seed: 7,
};

/** One thread, so that sums are always made in the same order. */
export const quietContext: TrainingContext = { threads: 1, reporter: silentReporter };

/** A context that keeps the report of each step. */
export function recordingContext(): TrainingContext & { reports: TrainingReport[] } {
  const reports: TrainingReport[] = [];
  return {
    ...quietContext,
    reports,
    reporter: { ...silentReporter, train: (report) => reports.push(report) },
  };
}
