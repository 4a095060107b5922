import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { sampleRecipes, type SampleRecipe } from "../../scripts/sample/recipes.js";
import { trainSample } from "../../scripts/sample/train-sample.js";
import { samples } from "../../src/cli/samples.js";
import { bytesAccess, readLearngene } from "../../src/formats/index.js";
import { ancestorRecipe, learnRecipe, type Learned, type TrainingContext } from "../../src/trainer/index.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import {
  patternArchitecture,
  patternDataset,
  patternTraining,
  quietContext,
} from "../support/tiny-training.js";

const schedule = { ...patternTraining, epochs: 1 };
const steps = 300 / schedule.batchSize;

const recipe: SampleRecipe = {
  ancestor: ancestorRecipe({ kind: "ancestor", ...schedule, architecture: patternArchitecture, depth: 2 }),
  learngene: learnRecipe({ kind: "learn", ...schedule, stages: [1, 1], layouts: { schedule: "fixed" } }),
  description: "tells rows from columns",
};

/** A context that counts the steps of each kind, and stops the training after so many in all. */
function counting(stopAfter = Infinity) {
  const counts = { ancestor: 0, learn: 0 };
  const stop = new AbortController();
  const train: TrainingContext["reporter"]["train"] = ({ phase }) => {
    counts[phase === "learn" ? "learn" : "ancestor"]++;
    if (counts.ancestor + counts.learn === stopAfter) {
      stop.abort(new Error("stopped"));
    }
  };
  const context = {
    ...quietContext,
    signal: stop.signal,
    reporter: { ...quietContext.reporter, train },
  };
  return { counts, context };
}

describe("making a sample", () => {
  const root = temporaryDirectory();
  const [folder, stopped] = [join(root, "whole"), join(root, "stopped")];
  const whole = counting();
  let made: Learned;
  beforeAll(async () => {
    await mkdir(folder);
    await mkdir(stopped);
    made = await trainSample(recipe, patternDataset, folder, whole.context);
  });

  it("trains the Ans-Net, then the learngene, and says in its manifest what it is", () => {
    expect(whole.counts).toEqual({ ancestor: steps, learn: steps });
    expect(made.manifest.description).toBe("tells rows from columns");
    expect(made.manifest.training?.recipe).toEqual(recipe.learngene);
  });

  it("goes on where it was stopped, in the Ans-Net as in the learngene, to the same learngene", async () => {
    const early = counting(steps / 2);
    await expect(trainSample(recipe, patternDataset, stopped, early.context)).rejects.toThrow("stopped");
    const late = counting(steps);
    await expect(trainSample(recipe, patternDataset, stopped, late.context)).rejects.toThrow("stopped");
    expect(late.counts).toEqual({ ancestor: steps / 2, learn: steps / 2 });
    const last = counting();
    const gone = await trainSample(recipe, patternDataset, stopped, last.context);
    expect(last.counts).toEqual({ ancestor: 0, learn: steps / 2 });
    expect(gone.tensors).toEqual(made.tensors);
  });

  it("takes an Ans-Net that lies there if its recipe is the same, and only then", async () => {
    const again = counting();
    const learngene = { ...recipe.learngene, distillationWeight: 1 };
    await trainSample({ ...recipe, learngene }, patternDataset, folder, again.context);
    expect(again.counts).toEqual({ ancestor: 0, learn: steps });
    const other = counting();
    const ancestor = { ...recipe.ancestor, seed: 8 };
    await trainSample({ ...recipe, ancestor }, patternDataset, folder, other.context);
    expect(other.counts).toEqual({ ancestor: steps, learn: steps });
  });
});

describe("the samples", () => {
  it("are those that have a recipe", () => {
    expect(samples.map(({ name }) => name)).toEqual(Object.keys(sampleRecipes));
  });

  it.each(samples)("$name is what its recipe made", async ({ name, path }) => {
    const { manifest } = await readLearngene(bytesAccess(readFileSync(path)));
    const recipe = sampleRecipes[name];
    expect(manifest.training?.recipe).toEqual(recipe?.learngene);
    expect(manifest.description).toBe(recipe?.description);
  });
});
