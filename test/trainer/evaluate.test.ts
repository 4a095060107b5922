import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { classifierOf, evaluate, freshNetwork, type Classifier } from "../../src/trainer/index.js";
import { expectInputError } from "../support/errors.js";
import { patternArchitecture, patternDataset, patternSplit, quietContext } from "../support/tiny-training.js";

/** A network that always answers class 1, with a probability of 1/2. */
async function stubborn(): Promise<Classifier> {
  const network = freshNetwork(patternArchitecture, 1, patternDataset, 1);
  network.tensors.get("head.weight")?.fill(0);
  network.tensors.get("head.bias")?.set([0, Math.log(2), 0]);
  return classifierOf(network, quietContext);
}

let classifier: Classifier;

beforeAll(async () => {
  classifier = await stubborn();
});

afterAll(() => classifier.close());

describe("evaluating a classifier", () => {
  it.each([1, 90, 250, 251])(
    "counts every one of %i images once, however they fill its batches",
    async (count) => {
      const split = patternSplit(count, "evaluate");
      const right = split.labels.filter((label) => label === 1).length;
      const measured = await evaluate(classifier, patternDataset, split);
      expect(measured).toMatchObject({ images: count, accuracy: right / count });
      const loss = (right * Math.log(2) + (count - right) * Math.log(4)) / count;
      expect(measured.loss).toBeCloseTo(loss, 5);
      expect(measured.seconds).toBeGreaterThan(0);
    },
  );

  it("is refused where the classes are not as many", async () => {
    const source = { ...patternDataset, numClasses: 10 };
    await expectInputError(
      () => evaluate(classifier, source, patternDataset.test),
      "invalid-onnx",
      /the model has 3 classes, the data set 10/,
    );
  });

  it("stops when its signal is aborted", async () => {
    const evaluation = evaluate(classifier, patternDataset, patternDataset.test, AbortSignal.abort());
    await expect(evaluation).rejects.toThrow("aborted");
  });
});
