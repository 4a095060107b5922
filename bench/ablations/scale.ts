import { evenLayout } from "../../src/model/index.js";
import {
  learnRecipe,
  shallowFirst,
  type AncestorRecipe,
  type FinetuneRecipe,
  type LearnRecipe,
} from "../../src/trainer/index.js";
import {
  ANCESTOR_DEPTH,
  architectureOf,
  drawnLayouts,
  fromAncestor,
  fromLabels,
  scales as paperScales,
  stages as paperStages,
  tuning,
  type Scale as PaperScale,
} from "../paper/scale.js";
import type { ScaleName } from "../support/experiment.js";
import { sum } from "../support/statistics.js";
import { epochsWithin, labelsFlops, learnFlops } from "../support/training-cost.js";
import type { Axes, Schedule, Setting } from "./settings.js";

/** How large the experiment is. */
export interface Scale {
  readonly name: ScaleName;
  readonly seeds: readonly number[];
  /** What all is compared with. */
  readonly usual: Setting;
  readonly axes: Axes;
  /** Of the Des-Nets, untuned. */
  readonly depths: readonly number[];
  /** Of the one that is tuned. */
  readonly tunedDepth: number;
  /** Images of an epoch. */
  readonly trainImages: number;
  /** Epochs of an Ans-Net; each learngene is learned at what that of its width cost. */
  readonly scratch: number;
  /** Epochs of tuning. */
  readonly tuning: number;
}

const usual: Setting = { stages: 5, temperature: 1, distillationWeight: 0.5, width: 64, schedule: "grown" };

export const scales: Readonly<Record<ScaleName, Scale>> = {
  full: {
    name: "full",
    seeds: [1, 2],
    usual,
    axes: {
      stages: [2, 3, 4, 5, 6, 8],
      temperature: [1, 2, 4, 8],
      distillationWeight: [0, 0.25, 0.5, 0.75, 1],
      width: [32, 48, 64, 96],
      schedule: ["grown", "drawn", "fixed"],
    },
    depths: [4, 6, 9, 12, 16],
    tunedDepth: 9,
    trainImages: 20_000,
    scratch: 6,
    tuning: 1,
  },
  quick: {
    name: "quick",
    seeds: [1],
    usual,
    axes: {
      stages: [5, 8],
      temperature: [1, 4],
      distillationWeight: [0.5, 1],
      width: [32, 64],
      schedule: ["grown", "drawn", "fixed"],
    },
    depths: [4, 9],
    tunedDepth: 9,
    trainImages: 1280,
    scratch: 2,
    tuning: 1,
  },
  tiny: {
    name: "tiny",
    seeds: [1],
    usual: { ...usual, width: 16 },
    axes: {
      stages: [5, 8],
      temperature: [1],
      distillationWeight: [0, 0.5],
      width: [8, 16],
      schedule: ["grown", "drawn", "fixed"],
    },
    depths: [4, 6],
    tunedDepth: 6,
    trainImages: 256,
    scratch: 1,
    tuning: 0.5,
  },
};

/** The paper's experiment with this one's networks and amounts, whose recipes these are but for one thing. */
function paperScale({ trainImages, scratch, tuning }: Scale, width: number): PaperScale {
  return { ...paperScales.full, width, trainImages, scratch, tuning };
}

/** The Ans-Net of a width. */
export function ancestorRecipeOf(scale: Scale, seed: number, width: number): AncestorRecipe {
  return fromLabels(paperScale(scale, width), seed, ANCESTOR_DEPTH);
}

/** A learngene's learning, for as long as costs what the training of its Ans-Net did. */
export function learnRecipeOf(scale: Scale, seed: number, setting: Setting): LearnRecipe {
  const { stages, schedule, width, distillationWeight, temperature } = setting;
  const during = (epochs: number) => {
    const paper = fromAncestor(paperScale(scale, width), seed, schedule, epochs);
    const { layouts } = paper;
    return learnRecipe({
      ...paper,
      stages: ownLayout(stages),
      layouts: layouts.schedule === "fixed" ? layouts : drawnAs(schedule, drawnLayoutsOf(stages)),
      distillationWeight,
      temperature,
      evaluateDepths: [...scale.depths],
    });
  };
  const costOf = (epochs: number) => learningFlops(scale, width, during(epochs));
  return during(epochsWithin(ancestorFlops(scale, width), costOf));
}

export function tuningRecipeOf(scale: Scale, seed: number, { width }: Setting): FinetuneRecipe {
  return tuning(paperScale(scale, width), seed, scale.tuning, true);
}

/** FLOPs of an Ans-Net's training. */
export function ancestorFlops(scale: Scale, width: number): number {
  return labelsFlops(ancestorRecipeOf(scale, 0, width), scale.trainImages);
}

/** FLOPs of learning from it, its answers counted once. */
export function learningFlops(scale: Scale, width: number, recipe: LearnRecipe): number {
  const architecture = architectureOf(paperScale(scale, width));
  const ancestor = { architecture, depth: ANCESTOR_DEPTH };
  return learnFlops(recipe, { architecture, ancestor, images: scale.trainImages });
}

/** The Aux-Net's layers per stage: SWS's for its number of stages, and for others as many layers, what is left over in the middle. */
export function ownLayout(stages: number): number[] {
  const each = Math.floor(sum(paperStages) / stages);
  const more = sum(paperStages) - each * stages;
  const first = Math.floor((stages - more) / 2);
  return Array.from({ length: stages }, (_, i) => (i >= first && i < first + more ? each + 1 : each));
}

function drawnAs(schedule: Schedule, layers: number[][]): LearnRecipe["layouts"] {
  return { schedule: "drawn", layers, ...(schedule === "grown" ? { odds: shallowFirst(layers) } : {}) };
}

/** As the paper's experiment draws them, of the same depths, for any number of stages. */
export function drawnLayoutsOf(stages: number): number[][] {
  const even = drawnLayouts.slice(0, -1).map((layers) => evenLayout(stages, sum(layers)));
  return [...even, ownLayout(stages)];
}
