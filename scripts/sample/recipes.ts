import { smallVit } from "../../bench/support/small-vit.js";
import { evenLayout } from "../../src/model/index.js";
import {
  ancestorRecipe,
  learnRecipe,
  shallowFirst,
  type AncestorRecipe,
  type LearnRecipe,
} from "../../src/trainer/index.js";

/** How a sample is made: an Ans-Net from labels, and from it a learngene. */
export interface SampleRecipe {
  readonly ancestor: AncestorRecipe;
  readonly learngene: LearnRecipe;
  /** What its manifest says it is. */
  readonly description: string;
}

/** For 28 x 28 grey pixels: 16 patches. */
const architecture = smallVit();

const stages = [3, 3, 4, 3, 3];

/** With 4 among them, which leaves a stage out: what no step takes, the learngene is poor at. */
const drawnDepths = [4, 5, 6, 7, 8, 9, 10, 12, 14, 16];

const layers = [...drawnDepths.map((depth) => evenLayout(stages.length, depth)), stages];

/** What both trainings of a sample have. */
interface Shared {
  readonly dataset: string;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly augment?: Partial<AncestorRecipe["augment"]>;
}

const common = { warmupEpochs: 0.5, seed: 1 };

const fromLabels = (shared: Shared, epochs: number) =>
  ancestorRecipe({ kind: "ancestor", ...common, ...shared, architecture, depth: 12, epochs });

const fromAncestor = (shared: Shared, epochs: number) =>
  learnRecipe({
    kind: "learn",
    ...common,
    ...shared,
    epochs,
    stages,
    layouts: { schedule: "drawn", layers, odds: shallowFirst(layers) },
    distillationWeight: 0.5,
    evaluateDepths: [4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 24],
  });

const clothes: Shared = { dataset: "fashion-mnist", batchSize: 128, learningRate: 2e-3 };

/** An eighth of the images: smaller batches make more steps of an epoch, and moves more images. */
const digits: Shared = {
  dataset: "mnist-digits",
  batchSize: 64,
  learningRate: 1.5e-3,
  augment: { shift: 2 },
};

/** Of each sample, by name: see `samples` of src/cli/samples.ts. */
export const sampleRecipes: Readonly<Record<string, SampleRecipe>> = {
  "fashion-vit": {
    ancestor: fromLabels(clothes, 6),
    learngene: fromAncestor(clothes, 20),
    description:
      "A Vision Transformer for Fashion-MNIST (28 x 28, grey): five stages from which a network of any depth starts. " +
      "Made by `npm run sample`.",
  },
  "digits-vit": {
    ancestor: fromLabels(digits, 25),
    learngene: fromAncestor(digits, 60),
    description:
      "A Vision Transformer for handwritten digits, ten thousand of MNIST's (28 x 28, grey): five stages from which a network " +
      "of any depth starts. Made by `npm run sample`.",
  },
};
