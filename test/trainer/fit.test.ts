import { describe, expect, it } from "vitest";
import { checkFits } from "../../src/trainer/index.js";
import { expectInputError } from "../support/errors.js";
import { patternArchitecture, patternDataset } from "../support/tiny-training.js";

const check = (change: Partial<typeof patternDataset>, classes?: boolean) => () => {
  checkFits(patternArchitecture, { ...patternDataset, ...change }, classes);
};

describe("a network and its data", () => {
  it("fit where sizes, channels and classes are the same", () => {
    expect(check({})).not.toThrow();
  });

  it.each([{ width: 9 }, { height: 7 }, { channels: 3 }])("do not fit with %j", async (change) => {
    const error = await expectInputError(check(change, false), "invalid-dataset", /the network reads 1x8x8/);
    expect(error).toMatchObject({ field: "dataset", value: "patterns" });
    expect(error.fix).toBeDefined();
  });

  it.each([
    [{ numClasses: 1 }, /patterns has one class only/],
    [{ test: { ...patternDataset.test, count: 0 } }, /patterns has no test images/],
    [
      { train: { ...patternDataset.train, labels: patternDataset.train.labels.with(4, 3) } },
      /patterns has label 3 at training image 4, but 3 classes, 0 to 2/,
    ],
    [
      { test: { ...patternDataset.test, labels: patternDataset.test.labels.with(89, 255) } },
      /patterns has label 255 at test image 89/,
    ],
  ])("are refused where labels make no sense: %#", async (change, message) => {
    const error = await expectInputError(check(change, false), "invalid-dataset", message);
    expect(error.fix).toBeDefined();
  });

  it("may differ in their classes where the head is replaced", async () => {
    await expectInputError(
      check({ numClasses: 4 }),
      "invalid-dataset",
      /4 classes, the network tells 3 apart/,
    );
    expect(check({ numClasses: 4 }, false)).not.toThrow();
  });
});
