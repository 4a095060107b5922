import { evaluationBatches, type Batch, type BatchSource } from "./augment/index.js";
import type { Split } from "./datasets/index.js";
import type { Logits } from "./engine/outside-classifier.js";

/** Fills a batch's teacher logits, `[batch, classes]`. */
export type Teacher = (batch: Batch, teacherLogits: Float32Array) => Promise<void>;

/** A teacher that looks at each batch: what augmented images need. */
export function watchingTeacher(classifier: Pick<Logits, "logits">, source: BatchSource): Teacher {
  return async ({ images, labels }, teacherLogits) => {
    const dims = [labels.length, source.channels, source.height, source.width];
    teacherLogits.set(await classifier.logits(images, dims));
  };
}

/** A teacher that looked at every image of the split once: right while images do not change from epoch to epoch. */
export async function rememberingTeacher(
  classifier: Pick<Logits, "logits">,
  source: BatchSource,
  split: Split,
): Promise<Teacher> {
  const { numClasses, channels, height, width } = source;
  const remembered = new Float32Array(split.count * numClasses);
  const batchSize = 250;
  let first = 0;
  for (const { images, count } of evaluationBatches(source, split, batchSize)) {
    const logits = await classifier.logits(images, [batchSize, channels, height, width]);
    remembered.set(logits.subarray(0, count * numClasses), first * numClasses);
    first += count;
  }
  return ({ indices }, teacherLogits) => {
    for (const [i, index] of indices.entries()) {
      const row = remembered.subarray(index * numClasses, (index + 1) * numClasses);
      teacherLogits.set(row, i * numClasses);
    }
    return Promise.resolve();
  };
}
