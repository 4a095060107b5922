import { beforeAll, describe, expect, it } from "vitest";
import { bytesAccess, readLearngeneTensors, writeLearngene } from "../../src/formats/index.js";
import { linear } from "../../src/model/index.js";
import {
  classifierOf,
  descend,
  digestOf,
  evaluate,
  learn,
  learnRecipe,
  type Ancestor,
} from "../../src/trainer/index.js";
import { expectInputError } from "../support/errors.js";
import { trainTinyAncestor } from "../support/tiny-ancestor.js";
import { patternDataset, patternTraining, quietContext } from "../support/tiny-training.js";

let ancestor: Ancestor;
beforeAll(async () => {
  ancestor = await trainTinyAncestor();
});

describe("learning a learngene by the linear rule", () => {
  const recipe = (part: Partial<Parameters<typeof learnRecipe>[0]> = {}) =>
    learnRecipe({
      kind: "learn",
      ...patternTraining,
      rule: "linear",
      stages: [4],
      layouts: { schedule: "fixed" },
      evaluateDepths: [2, 3, 7],
      ...part,
    });

  it("gives two blocks, from which networks know the classes as its manifest says", async () => {
    const learned = await learn(recipe(), ancestor, patternDataset, quietContext);
    const file = writeLearngene(learned.manifest, learned.tensors);
    const learngene = { ...(await readLearngeneTensors(bytesAccess(file))), digest: digestOf(file) };
    expect(learngene.manifest).toMatchObject({ rule: "linear", stages: [{ layers: 4 }] });
    expect([...learngene.tensors.keys()].filter((name) => name.endsWith("attn.qkv.weight"))).toEqual([
      "base.attn.qkv.weight",
      "slope.attn.qkv.weight",
    ]);
    const results = learngene.manifest.training?.results ?? [];
    expect(results.map(({ depth }) => depth)).toEqual([2, 3, 7, 4]);
    expect(results.at(-1)?.accuracy).toBeGreaterThan(0.7);
    for (const { depth, accuracy, loss } of results) {
      const classifier = await classifierOf(descend(learngene, linear.planDepth(1, depth)), quietContext);
      const measured = await evaluate(classifier, patternDataset, patternDataset.test);
      await classifier.close();
      expect(measured.accuracy).toBe(accuracy);
      expect(measured.loss).toBeCloseTo(loss, 5);
    }
  });

  it("begins with layers whose norms do not change along the line", async () => {
    const still = {
      learningRate: 1e-30,
      minLearningRate: 0,
      epochs: 0.1,
      warmupEpochs: 0,
      evaluateDepths: [],
    };
    const { tensors } = await learn(recipe(still), ancestor, patternDataset, quietContext);
    const mean = (name: string) => {
      const values = tensors.get(name) ?? new Float32Array(1).fill(Number.NaN);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(mean("base.norm1.weight")).toBeCloseTo(1, 6);
    expect(mean("slope.norm1.weight")).toBeCloseTo(0, 6);
    expect(tensors.get("slope.mlp.fc1.weight")?.some((value) => Math.abs(value) > 0.001)).toBe(true);
  });

  it("has one stage, and is refused with more", async () => {
    const several = () => learn(recipe({ stages: [2, 2] }), ancestor, patternDataset, quietContext);
    await expectInputError(several, "invalid-plan", /the rule linear has one stage, not the 2 of a layout/);
  });
});
