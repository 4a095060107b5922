import { InputError } from "../model/index.js";
import { evaluationBatches, type BatchSource } from "./augment/index.js";
import type { Confusion } from "./confusion.js";
import type { Split } from "./datasets/index.js";
import type { Logits } from "./engine/outside-classifier.js";
import { countRight, sumCrossEntropy } from "./metrics.js";

/** What a network gets right on a split. */
export interface Evaluation {
  /** Right answers over all, 0 to 1. */
  accuracy: number;
  /** Mean cross-entropy, nats. */
  loss: number;
  images: number;
  seconds: number;
}

const BATCH_SIZE = 250;

/**
 * Measures a classifier on every image of a split. Throws `invalid-onnx` where it has another number of
 * classes. `confusion` takes in every answer.
 */
export async function evaluate(
  classifier: Pick<Logits, "logits">,
  source: BatchSource,
  split: Split,
  signal?: AbortSignal,
  confusion?: Confusion,
): Promise<Evaluation> {
  const started = performance.now();
  let right = 0;
  let loss = 0;
  for (const { images, labels, count } of evaluationBatches(source, split, BATCH_SIZE)) {
    signal?.throwIfAborted();
    const dims = [BATCH_SIZE, source.channels, source.height, source.width];
    const logits = await classifier.logits(images, dims);
    if (logits.length !== BATCH_SIZE * source.numClasses) {
      throw new InputError(
        "invalid-onnx",
        `the model has ${logits.length / BATCH_SIZE} classes, the data set ${source.numClasses}`,
      );
    }
    const counted = labels.subarray(0, count);
    confusion?.add(logits, counted);
    right += countRight(logits, counted, source.numClasses);
    loss += sumCrossEntropy(logits, counted, source.numClasses);
  }
  const images = split.count;
  return {
    accuracy: right / images,
    loss: loss / images,
    images,
    seconds: (performance.now() - started) / 1000,
  };
}
