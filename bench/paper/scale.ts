import { evenLayout, type Architecture } from "../../src/model/index.js";
import { ancestorRecipe, finetuneRecipe, learnRecipe, type LearnRecipe } from "../../src/trainer/index.js";
import { sum } from "../support/statistics.js";

/** How large the experiment is. */
export interface Scale {
  readonly name: "full" | "quick" | "tiny";
  readonly seeds: readonly number[];
  /** Of the Des-Nets. */
  readonly depths: readonly number[];
  readonly width: number;
  /** Images of an epoch; `undefined`: all. */
  readonly trainImages: number | undefined;
  /** Epochs of the Ans-Net and of all that is learned from it. */
  readonly learning: number;
  /** Epochs of a network from scratch, the full schedule. */
  readonly scratch: number;
  /** Epochs of tuning; 0 is untuned. */
  readonly tuning: readonly number[];
  /** Longest tuning, of learngenes alone: a sixth of the full schedule. */
  readonly longTuning: number;
  /** Epochs on the downstream task. */
  readonly downstream: number;
}

export const scales: Readonly<Record<Scale["name"], Scale>> = {
  full: {
    name: "full",
    seeds: [1, 2, 3],
    depths: [6, 7, 8, 9, 10, 11, 12],
    width: 64,
    trainImages: undefined,
    learning: 8,
    scratch: 12,
    tuning: [0, 0.25, 1],
    longTuning: 2,
    downstream: 3,
  },
  quick: {
    name: "quick",
    seeds: [1],
    depths: [6, 9, 12],
    width: 64,
    trainImages: 10_000,
    learning: 6,
    scratch: 9,
    tuning: [0, 1],
    longTuning: 1.5,
    downstream: 1,
  },
  tiny: {
    name: "tiny",
    seeds: [1],
    depths: [6],
    width: 16,
    trainImages: 256,
    learning: 0.5,
    scratch: 0.5,
    tuning: [0, 0.5],
    longTuning: 0.5,
    downstream: 0.1,
  },
};

const dataset = "fashion-mnist";

/** Layers of the Ans-Net. */
export const ANCESTOR_DEPTH = 12;

/** The Aux-Net's, as SWS has it. */
export const stages = [3, 3, 4, 3, 3];

/** Layers of the Aux-Net under the linear rule, as TLEG has it. */
export const LINEAR_DEPTH = 12;

const drawnDepths = [5, 6, 7, 8, 9, 10, 12, 14, 16];

/** Layouts that the drawn schedule draws from. */
export const drawnLayouts = [...drawnDepths.map((depth) => evenLayout(stages.length, depth)), stages];

/** What is learned from an Ans-Net, each a learngene in form. */
export const geneKinds = ["fixed", "drawn", "linear", "untied", "shallow"] as const;
export type GeneKind = (typeof geneKinds)[number];

/** The networks of all parts: a ViT of patch 7. */
export function architectureOf({ width }: Scale): Architecture {
  return {
    family: "vit",
    config: {
      imageSize: 28,
      patchSize: 7,
      inChans: 1,
      numClasses: 10,
      embedDim: width,
      numHeads: 4,
      mlpRatio: 4,
      globalPool: "avg",
      fcNorm: false,
      normEps: 1e-6,
    },
  };
}

const trained = ({ trainImages }: Scale, seed: number) => ({
  dataset,
  seed,
  learningRate: 2e-3,
  ...(trainImages === undefined ? {} : { trainImages }),
});

/** From labels: the Ans-Net, and networks from scratch. */
export function fromLabels(scale: Scale, seed: number, depth: number, epochs: number) {
  return ancestorRecipe({
    kind: "ancestor",
    ...trained(scale, seed),
    architecture: architectureOf(scale),
    depth,
    epochs,
  });
}

/** From the Ans-Net and labels, half and half; all see as many images. */
export function fromAncestor(scale: Scale, seed: number, kind: GeneKind): LearnRecipe {
  return learnRecipe({
    kind: "learn",
    ...trained(scale, seed),
    epochs: scale.learning,
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
    case "linear":
      return { rule: "linear", stages: [LINEAR_DEPTH], layouts: fixed };
    case "untied":
      return { stages: Array<number>(sum(stages)).fill(1), layouts: fixed };
    case "shallow":
      return { stages: stages.map(() => 1), layouts: fixed };
  }
}

/** The same for every start. */
export function tuning(scale: Scale, seed: number, epochs: number) {
  return finetuneRecipe({
    kind: "finetune",
    ...trained(scale, seed),
    epochs,
    learningRate: 5e-4,
    warmupEpochs: 0.05,
  });
}

/** On the downstream task; `data` as `openDataset` takes it. */
export function downstreamTuning(scale: Scale, seed: number, data: string) {
  return finetuneRecipe({
    kind: "finetune",
    dataset: data,
    seed,
    epochs: scale.downstream,
    batchSize: 64,
    learningRate: 5e-4,
    warmupEpochs: 0.1,
  });
}
