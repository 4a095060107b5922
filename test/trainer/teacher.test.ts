import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBatch, TrainingBatches, type Augmentation } from "../../src/trainer/augment/index.js";
import { classifierOf, freshNetwork, type Classifier } from "../../src/trainer/index.js";
import { Random } from "../../src/trainer/random.js";
import { rememberingTeacher, watchingTeacher, type Teacher } from "../../src/trainer/teacher.js";
import { expectClose, largest, largestDifference } from "../support/numbers.js";
import { patternArchitecture, patternDataset, quietContext } from "../support/tiny-training.js";

let classifier: Classifier;

beforeAll(async () => {
  const network = freshNetwork(patternArchitecture, 2, patternDataset, 5);
  // Fresh heads are near nil; louder ones tell images apart.
  network.tensors.get("head.weight")?.forEach((value, i, head) => (head[i] = 100 * value));
  classifier = await classifierOf(network, quietContext);
});

afterAll(() => classifier.close());

async function logitsAt(teacher: Teacher, step: number, augment: Augmentation): Promise<Float32Array> {
  const batches = new TrainingBatches(patternDataset, patternDataset.train, {
    batchSize: 32,
    augment,
    smoothing: 0,
    random: Random.fromSeed(3),
  });
  const batch = createBatch(patternDataset, 32);
  batches.fill(step, batch);
  const logits = new Float32Array(32 * 3);
  await teacher(batch, logits);
  return logits;
}

describe("teachers", () => {
  it("say the same, remembering or watching, of images that nothing has varied", async () => {
    const watching = watchingTeacher(classifier, patternDataset);
    const remembering = await rememberingTeacher(classifier, patternDataset, patternDataset.train);
    const still = { shift: 0, flip: false };
    for (const step of [0, 8, 9, 20]) {
      const watched = await logitsAt(watching, step, still);
      expectClose(await logitsAt(remembering, step, still), watched, 1e-5);
      expect(largest(watched)).toBeGreaterThan(0.5);
    }
  });

  it("say different things of images that were moved: only one of them looks", async () => {
    const watching = watchingTeacher(classifier, patternDataset);
    const remembering = await rememberingTeacher(classifier, patternDataset, patternDataset.train);
    const moved = { shift: 2, flip: true };
    const [watched, remembered] = [await logitsAt(watching, 0, moved), await logitsAt(remembering, 0, moved)];
    expect(largestDifference(watched, remembered)).toBeGreaterThan(0.1);
    expect(remembered).toEqual(await logitsAt(remembering, 0, { shift: 0, flip: false }));
  });
});
