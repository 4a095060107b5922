import { networkCost } from "../../src/model/index.js";
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

/** Epochs of learning that cost what the Ans-Net's training did, at most: tenths of one. */
export function geneEpochs(scale: Scale, kind: GeneKind): number {
  const cost = labelsCost(scale, ANCESTOR_DEPTH, scale.scratch) - epochCost(scale, ANCESTOR_DEPTH);
  return Math.floor((10 * cost) / auxCost(scale, kind)) / 10;
}

/** FLOPs of an epoch of the Aux-Net. */
const auxCost = (scale: Scale, kind: GeneKind) =>
  STEP * mean(auxDepths[kind].map((depth) => epochCost(scale, depth)));

/** Layers of the Aux-Net, all that are drawn from. */
const auxDepths: Readonly<Record<GeneKind, readonly number[]>> = {
  fixed: [sum(stages)],
  drawn: drawnLayouts.map(sum),
  linear: [LINEAR_DEPTH],
  untied: [sum(stages)],
  shallow: [stages.length],
};

function epochCost(scale: Scale, depth: number): number {
  return imagesOf(scale) * networkCost(architectureOf(scale), depth).flops;
}
