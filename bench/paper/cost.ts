import { networkCost } from "../../src/model/index.js";
import { sum } from "../support/statistics.js";
import { epochsWithin, labelsFlops, learnFlops } from "../support/training-cost.js";
import {
  ANCESTOR_DEPTH,
  architectureOf,
  fromAncestor,
  imagesOf,
  stages,
  type GeneKind,
  type Scale,
} from "./scale.js";
import { sourceOf, type Start } from "./starts.js";

/** FLOPs of training a network of a depth from labels. */
export function labelsCost(scale: Scale, depth: number, epochs: number): number {
  return labelsFlops({ architecture: architectureOf(scale), depth, epochs }, imagesOf(scale));
}

/** FLOPs of learning from an Ans-Net, whose answers are computed once, as images do not change; not of training that. */
export function learningCost(scale: Scale, kind: GeneKind): number {
  return lessonCost(scale, kind, geneEpochs(scale, kind));
}

/** FLOPs of the Ans-Net's training. */
export function ancestorCost(scale: Scale): number {
  return labelsCost(scale, ANCESTOR_DEPTH, scale.scratch);
}

/** FLOPs of networks of all depths, each trained for itself. */
export function separateCost(scale: Scale): number {
  return sum(scale.depths.map((depth) => labelsCost(scale, depth, scale.scratch)));
}

/** FLOPs of networks of all depths, tuned for so many epochs from a start; of those from scratch, of all their training. */
export function depthsCost(
  scale: Scale,
  start: Start,
  epochs: number,
): { readonly withoutAncestor: number; readonly withAncestor: number } {
  const { learning, ancestor } = startCost(scale, start);
  const withoutAncestor = learning + (start === "scratch" ? 0 : tuningCost(scale, epochs));
  return { withoutAncestor, withAncestor: withoutAncestor + ancestor };
}

/** Parameters of networks of all depths, and of the learngene that takes their place. */
export function storedParameters(scale: Scale): { readonly networks: number; readonly learngene: number } {
  const params = (depth: number) => networkCost(architectureOf(scale), depth).params;
  return { networks: sum(scale.depths.map(params)), learngene: params(stages.length) };
}

/** Epochs of learning that cost what the Ans-Net's training did, at most: tenths of one. */
export function geneEpochs(scale: Scale, kind: GeneKind): number {
  return epochsWithin(ancestorCost(scale), (epochs) => lessonCost(scale, kind, epochs));
}

/** FLOPs spent before any depth is tuned: none for weights that know nothing. */
function startCost(scale: Scale, start: Start): { readonly learning: number; readonly ancestor: number } {
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

/** FLOPs of tuning networks of all depths. */
function tuningCost(scale: Scale, epochs: number): number {
  return sum(scale.depths.map((depth) => labelsCost(scale, depth, epochs)));
}

function lessonCost(scale: Scale, kind: GeneKind, epochs: number): number {
  const architecture = architectureOf(scale);
  // Costs are the same for every seed.
  return learnFlops(fromAncestor(scale, 0, kind, epochs), {
    architecture,
    ancestor: { architecture, depth: ANCESTOR_DEPTH },
    images: imagesOf(scale),
  });
}
