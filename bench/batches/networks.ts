import type { Augmentation } from "../../src/trainer/augment/index.js";

/** How images are varied: as little as may be, and as DeiT does it. */
export const augmentations = {
  plain: { shift: 2, flip: true },
  DeiT: { shift: 0, flip: true, crop: 0.3, operations: 2, magnitude: 9, mixup: 0.8, cutmix: 1 },
} as const satisfies Readonly<Record<string, Augmentation>>;

/** Trainings whose steps are timed. */
export interface TimedNetwork {
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
  readonly side: number;
  readonly channels: 1 | 3;
  readonly patchSize: number;
  readonly batchSize: number;
  readonly augmentations: readonly (keyof typeof augmentations)[];
  /** Steps that are timed in a row. */
  readonly steps: number;
  /** Images to draw from. */
  readonly images: number;
}

export const networks: readonly TimedNetwork[] = [
  {
    width: 16,
    depth: 2,
    heads: 2,
    side: 28,
    channels: 1,
    patchSize: 7,
    batchSize: 128,
    augmentations: ["plain", "DeiT"],
    steps: 150,
    images: 10_000,
  },
  {
    width: 64,
    depth: 12,
    heads: 4,
    side: 28,
    channels: 1,
    patchSize: 7,
    batchSize: 128,
    augmentations: ["DeiT"],
    steps: 15,
    images: 10_000,
  },
  {
    width: 64,
    depth: 4,
    heads: 4,
    side: 224,
    channels: 3,
    patchSize: 32,
    batchSize: 64,
    augmentations: ["plain", "DeiT"],
    steps: 8,
    images: 200,
  },
  {
    width: 192,
    depth: 12,
    heads: 3,
    side: 224,
    channels: 3,
    patchSize: 16,
    batchSize: 16,
    augmentations: ["DeiT"],
    steps: 3,
    images: 200,
  },
];
