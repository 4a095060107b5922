import { networkCost } from "../../src/model/index.js";
import { oddsOf, shallowFirst, type OddsAt } from "../../src/trainer/index.js";
import { mean, sum } from "../support/statistics.js";
import {
  ANCESTOR_DEPTH,
  architectureOf,
  drawnLayouts,
  imagesOf,
  LINEAR_DEPTH,
  stages,
  type GeneKind,
  type Scale,
} from "./scale.js";
import { sourceOf, type Start } from "./starts.js";

/** A step forward and back takes three times what one forward does. */
const STEP = 3;

/** FLOPs of training a network of a depth from labels. */
export function labelsCost(scale: Scale, depth: number, epochs: number): number {
  return STEP * epochs * epochCost(scale, depth);
}

/** FLOPs of learning from an Ans-Net, whose answers are computed once, as images do not change; not of training that. */
export function learningCost(scale: Scale, kind: GeneKind): number {
  return geneEpochs(scale, kind) * auxCost(scale, kind) + epochCost(scale, ANCESTOR_DEPTH);
}

/** FLOPs of the Ans-Net's training. */
export function ancestorCost(scale: Scale): number {
  return labelsCost(scale, ANCESTOR_DEPTH, scale.scratch);
}

/** FLOPs of networks of all depths, each trained for itself. */
export function separateCost(scale: Scale): number {
  return sum(scale.depths.map((depth) => labelsCost(scale, depth, scale.scratch)));
}

/** FLOPs of tuning networks of all depths. */
export function tuningCost(scale: Scale, epochs: number): number {
  return sum(scale.depths.map((depth) => labelsCost(scale, depth, epochs)));
}

/** FLOPs spent before any depth is tuned: none for weights that know nothing. */
export function startCost(
  scale: Scale,
  start: Start,
): { readonly learning: number; readonly ancestor: number } {
  const source = sourceOf(start);
  switch (source.kind) {
    case "none":
      return { learning: 0, ancestor: 0 };
    case "ancestor":
      return { learning: 0, ancestor: ancestorCost(scale) };
    case "gene":
      return { learning: learningCost(scale, source.gene), ancestor: ancestorCost(scale) };
    case "scratch":
      return { learning: separateCost(scale), ancestor: 0 };
  }
}

/** Parameters of networks of all depths, and of the learngene that takes their place. */
export function storedParameters(scale: Scale): { readonly networks: number; readonly learngene: number } {
  const params = (depth: number) => networkCost(architectureOf(scale), depth).params;
  return { networks: sum(scale.depths.map(params)), learngene: params(stages.length) };
}

/** Epochs of learning that cost what the Ans-Net's training did, at most: tenths of one. */
export function geneEpochs(scale: Scale, kind: GeneKind): number {
  const cost = ancestorCost(scale) - epochCost(scale, ANCESTOR_DEPTH);
  return Math.floor((10 * cost) / auxCost(scale, kind)) / 10;
}

/** FLOPs of an epoch of the Aux-Net, mean of the whole training. */
function auxCost(scale: Scale, kind: GeneKind): number {
  switch (kind) {
    case "fixed":
    case "untied":
      return labelsCost(scale, sum(stages), 1);
    case "drawn":
      return drawnCost(scale, []);
    case "grown":
      return drawnCost(scale, shallowFirst(drawnLayouts));
    case "linear":
      return labelsCost(scale, LINEAR_DEPTH, 1);
    case "shallow":
      return labelsCost(scale, stages.length, 1);
  }
}

/** Moments of a training at which the odds of its layouts are looked at. */
const MOMENTS = 1001;

function drawnCost(scale: Scale, odds: readonly OddsAt[]): number {
  const costs = drawnLayouts.map((layers) => labelsCost(scale, sum(layers), 1));
  return mean(
    Array.from({ length: MOMENTS }, (_, moment) => {
      const now = oddsOf(odds, costs.length, moment, MOMENTS);
      return sum(costs.map((cost, i) => cost * (now[i] ?? 0)));
    }),
  );
}

function epochCost(scale: Scale, depth: number): number {
  return imagesOf(scale) * networkCost(architectureOf(scale), depth).flops;
}
