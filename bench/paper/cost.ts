import { networkCost } from "../../src/model/index.js";
import { mean, sum } from "../support/statistics.js";
import {
  ANCESTOR_DEPTH,
  architectureOf,
  drawnLayouts,
  LINEAR_DEPTH,
  stages,
  type GeneKind,
  type Scale,
} from "./scale.js";

/** A step forward and back takes three times what one forward does. */
const STEP = 3;

/** Images of Fashion-MNIST to train on. */
const ALL_IMAGES = 60_000;

/** FLOPs of training a network of a depth from labels. */
export function labelsCost(scale: Scale, depth: number, epochs: number): number {
  return STEP * epochs * epochCost(scale, depth);
}

/** FLOPs of learning from an Ans-Net, whose answers are part of each step; training that is not. */
export function learningCost(scale: Scale, kind: GeneKind): number {
  const depths = auxDepths[kind];
  const aux = mean(depths.map((depth) => epochCost(scale, depth)));
  return scale.learning * (STEP * aux + epochCost(scale, ANCESTOR_DEPTH));
}

/** Layers of the Aux-Net, all that are drawn from. */
const auxDepths: Readonly<Record<GeneKind, readonly number[]>> = {
  fixed: [sum(stages)],
  drawn: drawnLayouts.map(sum),
  linear: [LINEAR_DEPTH],
  untied: [sum(stages)],
  shallow: [stages.length],
};

function epochCost(scale: Scale, depth: number): number {
  return (scale.trainImages ?? ALL_IMAGES) * networkCost(architectureOf(scale), depth).flops;
}
