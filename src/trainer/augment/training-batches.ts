import { InputError } from "../../model/index.js";
import type { Split } from "../datasets/dataset.js";
import { openShared, type SharedImages } from "../datasets/images.js";
import { Random, type RandomState } from "../random.js";
import { createBatch, type Batch, type BatchSource } from "./batch.js";
import { ImageWriter, inPlace, type Placement } from "./image-writer.js";
import { mixBatch, type MixingOptions } from "./mixing.js";
import { smoothedTargets } from "./targets.js";
import { Variation, type VariationOptions } from "./variation.js";

/** How training images are varied: cropped and changed, then moved and mirrored, then mixed. */
export interface Augmentation extends VariationOptions, MixingOptions {
  /** Each image moves by -shift … shift pixels along both axes, each amount equally likely; 0: none does. */
  readonly shift: number;
  /** Whether every second image, by chance, is mirrored left to right. */
  readonly flip: boolean;
}

/** Options of `TrainingBatches`. */
export interface TrainingBatchOptions {
  readonly batchSize: number;
  readonly augment: Augmentation;
  /** Label smoothing, 0 to 1. */
  readonly smoothing: number;
  /** Only forked, never drawn from: `order/{epoch}` shuffles; `augment/`, `vary/` and `mix/{step}` vary. */
  readonly random: Random;
}

/** Batches as they can be sent to another thread, for {@link TrainingBatches.fromShared} there. */
export interface SharedBatches {
  readonly source: BatchSource;
  readonly split: Omit<Split, "images"> & { readonly images: SharedImages };
  readonly options: Omit<TrainingBatchOptions, "random"> & { readonly random: RandomState };
}

/**
 * Batches to train on: every image once an epoch, in an order drawn anew each epoch, what does not fill a batch left
 * out until the next. A step's batch depends on the seed and the step alone, so a training that resumes at a step
 * sees what it would have seen, and there is no state to save.
 */
export class TrainingBatches {
  /** Batches in one epoch. */
  readonly stepsPerEpoch: number;
  readonly #source: BatchSource;
  readonly #split: Split;
  readonly #options: TrainingBatchOptions;
  readonly #writer: ImageWriter;
  readonly #variation: Variation;
  readonly #order: Uint32Array;
  #orderedEpoch = -1;

  /** @throws InputError `invalid-recipe` if the batch is larger than the split or the shift than the image. */
  constructor(source: BatchSource, split: Split, options: TrainingBatchOptions) {
    checkOptions(source, split, options);
    this.#source = source;
    this.#split = split;
    this.#options = options;
    this.#writer = new ImageWriter(source);
    this.#variation = new Variation(source, options.augment);
    this.#order = new Uint32Array(split.count);
    this.stepsPerEpoch = Math.floor(split.count / options.batchSize);
  }

  static fromShared({ source, split, options }: SharedBatches): TrainingBatches {
    const random = Random.fromState(options.random);
    return new TrainingBatches(
      source,
      { ...split, images: openShared(split.images) },
      { ...options, random },
    );
  }

  /** What another thread makes the same batches by, of the same images in memory. */
  shared(): SharedBatches {
    const { channels, height, width, numClasses, preprocessing } = this.#source;
    const { count, images, labels } = this.#split;
    return {
      source: { channels, height, width, numClasses, preprocessing },
      split: { count, images: images.shared(), labels },
      options: { ...this.#options, random: this.#options.random.exportState() },
    };
  }

  /** Buffers for a batch, for {@link fill}. */
  newBatch(Memory?: typeof ArrayBuffer | typeof SharedArrayBuffer): Batch {
    return createBatch(this.#source, this.#options.batchSize, Memory);
  }

  /** The epoch that a step belongs to, both counted from 0. */
  epochOf(step: number): number {
    return Math.floor(step / this.stepsPerEpoch);
  }

  /** Overwrites `batch` (of {@link newBatch}) with the batch of a step, counted from 0. */
  fill(step: number, batch: Batch): void {
    const { batchSize, random, smoothing, augment } = this.#options;
    this.#orderEpoch(this.epochOf(step));
    const first = (step % this.stepsPerEpoch) * batchSize;
    const draws = random.fork("augment").fork(String(step));
    const varying = this.#variation.isNeeded ? random.fork("vary").fork(String(step)) : undefined;
    for (let i = 0; i < batchSize; i++) {
      const index = this.#order[first + i] ?? 0;
      const image = this.#split.images.at(index);
      const varied = varying === undefined ? image : this.#variation.vary(image, varying);
      this.#writer.write(varied, batch.images, i, this.#place(draws));
      batch.indices[i] = index;
      batch.labels[i] = this.#split.labels[index] ?? 0;
    }
    smoothedTargets(batch.labels, this.#source.numClasses, smoothing, batch.targets);
    mixBatch(batch, this.#source, augment, random.fork("mix").fork(String(step)));
  }

  #orderEpoch(epoch: number): void {
    if (epoch === this.#orderedEpoch) return;
    for (let i = 0; i < this.#order.length; i++) this.#order[i] = i;
    this.#options.random.fork("order").fork(String(epoch)).shuffle(this.#order);
    this.#orderedEpoch = epoch;
  }

  #place(draws: Random): Placement {
    const { shift, flip } = this.#options.augment;
    if (shift === 0 && !flip) return inPlace;
    const move = (): number => (shift === 0 ? 0 : draws.integer(2 * shift + 1) - shift);
    return { right: move(), down: move(), flip: flip && draws.integer(2) === 1 };
  }
}

/** Whether an image looks another way each time it is shown. */
export function isVaried(augment: Augmentation): boolean {
  const { shift, flip, crop = 1, operations = 0, mixup = 0, cutmix = 0 } = augment;
  return shift > 0 || flip || crop < 1 || operations > 0 || mixup > 0 || cutmix > 0;
}

function checkOptions(
  source: BatchSource,
  split: Split,
  { batchSize, augment, smoothing }: TrainingBatchOptions,
): void {
  const refuse = (field: string, value: number, message: string): never => {
    throw new InputError("invalid-recipe", message, { field, value });
  };
  if (!(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= split.count)) {
    refuse(
      "batchSize",
      batchSize,
      `A batch of ${batchSize} cannot be taken from ${split.count} training images.`,
    );
  }
  const room = Math.min(source.height, source.width) - 1;
  if (!(Number.isInteger(augment.shift) && augment.shift >= 0 && augment.shift <= room)) {
    refuse(
      "augment.shift",
      augment.shift,
      `A shift must be a whole number from 0 to ${room}, not ${augment.shift}.`,
    );
  }
  if (!(smoothing >= 0 && smoothing <= 1)) {
    refuse("smoothing", smoothing, `Label smoothing must be from 0 to 1, not ${smoothing}.`);
  }
}
