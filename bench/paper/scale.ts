import { evenLayout, type Architecture } from "../../src/model/index.js";
import {
  ancestorRecipe,
  finetuneRecipe,
  learnRecipe,
  shallowFirst,
  type AncestorRecipe,
  type FinetuneRecipe,
  type LearnRecipe,
} from "../../src/trainer/index.js";
import { smallVit } from "../support/small-vit.js";
import { sum } from "../support/statistics.js";

/** How large the experiment is. */
export interface Scale {
  readonly name: "full" | "quick" | "tiny";
  readonly seeds: readonly number[];
  /** Of the Des-Nets. */
  readonly depths: readonly number[];
  /** Fewer layers than those, and more; the deeper ones are not tuned. */
  readonly shallower: readonly number[];
  readonly deeper: readonly number[];
  readonly width: number;
  /** Images of an epoch; `undefined`: all. */
  readonly trainImages: number | undefined;
  /** Epochs of a network from scratch, the full schedule; each learngene is learned at the cost of the deepest one. */
  readonly scratch: number;
  /** Epochs of tuning every start. */
  readonly tuning: number;
  /** Shorter tunings, of starts that know something, at the depth that is followed. */
  readonly brief: readonly number[];
  /** Epochs on the downstream task. */
  readonly downstream: number;
  /** Of the Des-Nets tuned on the downstream task. */
  readonly downstreamDepths: readonly number[];
}

export const scales: Readonly<Record<Scale["name"], Scale>> = {
  full: {
    name: "full",
    seeds: [1, 2, 3],
    depths: [6, 7, 8, 9, 10, 11, 12],
    shallower: [4, 5],
    deeper: [14, 16, 20, 24],
    width: 64,
    trainImages: undefined,
    scratch: 6,
    tuning: 1,
    brief: [0.25],
    downstream: 3,
    downstreamDepths: [6, 9, 12],
  },
  quick: {
    name: "quick",
    seeds: [1],
    depths: [6, 9, 12],
    shallower: [],
    deeper: [16],
    width: 64,
    trainImages: 10_000,
    scratch: 6,
    tuning: 1,
    brief: [],
    downstream: 1,
    downstreamDepths: [6, 9, 12],
  },
  tiny: {
    name: "tiny",
    seeds: [1],
    depths: [6],
    shallower: [5],
    deeper: [14],
    width: 16,
    trainImages: 256,
    scratch: 0.5,
    tuning: 0.5,
    brief: [0.25],
    downstream: 0.1,
    downstreamDepths: [6],
  },
};

/** Images of an epoch; Fashion-MNIST has 60,000 to train on. */
export const imagesOf = ({ trainImages = 60_000 }: Scale) => trainImages;

/** Layers of the Des-Net whose accuracy is followed while it trains. */
export const CURVE_DEPTH = 9;

const dataset = "fashion-mnist";

/** Of the downstream task. */
export const DOWNSTREAM_DATASET = "mnist-digits";

const LEARNING_RATE = 2e-3;
const TUNING_RATE = 5e-4;

/** Layers of the Ans-Net, which is the network from scratch of this depth. */
export const ANCESTOR_DEPTH = 12;

/** The Aux-Net's, as SWS has it. */
export const stages = [3, 3, 4, 3, 3];

/** Layers of the Aux-Net under the linear rule, as TLEG has it. */
const LINEAR_DEPTH = 12;

const drawnDepths = [4, 5, 6, 7, 8, 9, 10, 12, 14, 16];

/** Layouts that the drawn schedule draws from. */
export const drawnLayouts = [...drawnDepths.map((depth) => evenLayout(stages.length, depth)), stages];

/** What is learned from an Ans-Net, each a learngene in form. */
export const geneKinds = ["fixed", "drawn", "grown", "linear", "untied", "shallow"] as const;
export type GeneKind = (typeof geneKinds)[number];

/** The networks of all parts: a ViT of patch 7. */
export function architectureOf({ width }: Scale): Architecture {
  return smallVit({ width });
}

const trained = ({ trainImages }: Scale, seed: number, epochs: number) => ({
  dataset,
  seed,
  epochs,
  learningRate: LEARNING_RATE,
  warmupEpochs: Math.min(0.5, epochs / 10),
  ...(trainImages === undefined ? {} : { trainImages }),
});

/** The full schedule from labels. */
export function fromLabels(scale: Scale, seed: number, depth: number): AncestorRecipe {
  return ancestorRecipe({
    kind: "ancestor",
    ...trained(scale, seed, scale.scratch),
    architecture: architectureOf(scale),
    depth,
  });
}

/** From the Ans-Net and labels, half and half. */
export function fromAncestor(scale: Scale, seed: number, kind: GeneKind, epochs: number): LearnRecipe {
  return learnRecipe({
    kind: "learn",
    ...trained(scale, seed, epochs),
    ...auxNet(kind),
    distillationWeight: 0.5,
  });
}

/** The Aux-Net of each kind. One whose stages have a layer each shares no weights. */
function auxNet(kind: GeneKind): Pick<LearnRecipe, "stages" | "layouts"> & { rule?: LearnRecipe["rule"] } {
  const fixed = { schedule: "fixed" } as const;
  switch (kind) {
    case "fixed":
      return { stages, layouts: fixed };
    case "drawn":
      return { stages, layouts: { schedule: "drawn", layers: drawnLayouts } };
    case "grown":
      return {
        stages,
        layouts: { schedule: "drawn", layers: drawnLayouts, odds: shallowFirst(drawnLayouts) },
      };
    case "linear":
      return { rule: "linear", stages: [LINEAR_DEPTH], layouts: fixed };
    case "untied":
      return { stages: Array<number>(sum(stages)).fill(1), layouts: fixed };
    case "shallow":
      return { stages: stages.map(() => 1), layouts: fixed };
  }
}

/** The same for every start, but that one without trained weights has the learning rate of training from scratch. */
export function tuning(scale: Scale, seed: number, epochs: number, isTrained: boolean): FinetuneRecipe {
  return finetuneRecipe({
    kind: "finetune",
    ...trained(scale, seed, epochs),
    learningRate: isTrained ? TUNING_RATE : LEARNING_RATE,
    warmupEpochs: 0.05,
  });
}

/** A training followed on images set aside. */
export function followed(scale: Scale, recipe: FinetuneRecipe): FinetuneRecipe {
  return finetuneRecipe({
    ...recipe,
    validationImages: Math.round(imagesOf(scale) / 12),
    validateEvery: 1 / 8,
  });
}

/** On the downstream task. */
export function downstreamTuning(scale: Scale, seed: number): FinetuneRecipe {
  return finetuneRecipe({
    kind: "finetune",
    dataset: DOWNSTREAM_DATASET,
    seed,
    epochs: scale.downstream,
    batchSize: 64,
    learningRate: TUNING_RATE,
    warmupEpochs: 0.1,
  });
}
