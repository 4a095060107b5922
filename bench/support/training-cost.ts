import { networkCost, type Architecture } from "../../src/model/index.js";
import { isVaried } from "../../src/trainer/augment/index.js";
import { oddsOf, type AncestorRecipe, type LearnRecipe } from "../../src/trainer/index.js";
import { mean, sum } from "./statistics.js";

/** A step forward and back takes three times what one forward does. */
const STEP = 3;

/** FLOPs of training a network from labels, `images` an epoch. */
export function labelsFlops(
  { architecture, depth, epochs }: Pick<AncestorRecipe, "architecture" | "depth" | "epochs">,
  images: number,
): number {
  return STEP * epochs * images * networkCost(architecture, depth).flops;
}

/** Who learns and who teaches. */
export interface Lesson {
  /** Of the Aux-Net. */
  readonly architecture: Architecture;
  readonly ancestor: { readonly architecture: Architecture; readonly depth: number };
  /** Of an epoch. */
  readonly images: number;
}

/**
 * FLOPs of learning a learngene by a recipe: the Aux-Net's steps, layouts by their odds, and the Ans-Net's answers; not the
 * Ans-Net's training. Answers are computed once, or each time where images vary, and not at all where they weigh nothing.
 */
export function learnFlops(recipe: LearnRecipe, { architecture, ancestor, images }: Lesson): number {
  const { epochs, augment, distillationWeight } = recipe;
  const odds = meanOdds(recipe, images);
  const step = sum(
    trainedLayouts(recipe).map((layers, i) => (odds[i] ?? 0) * networkCost(architecture, sum(layers)).flops),
  );
  const looks = distillationWeight === 0 ? 0 : isVaried(augment) ? epochs : 1;
  const answer = networkCost(ancestor.architecture, ancestor.depth).flops;
  return images * (STEP * epochs * step + looks * answer);
}

/** The most epochs, in tenths, that cost no more than a budget; `costOf` grows in a line with the epochs. */
export function epochsWithin(budget: number, costOf: (epochs: number) => number): number {
  const each = costOf(2) - costOf(1);
  const once = costOf(1) - each;
  // Where all of the budget is a whole number of tenths, rounding must not take one away.
  return Math.floor((10 * (budget - once)) / each + 1e-6) / 10;
}

const trainedLayouts = ({ stages, layouts }: LearnRecipe) =>
  layouts.schedule === "fixed" ? [stages] : layouts.layers;

/** Moments at which odds are looked at, at least: of few steps' own, costs would not grow in a line with the epochs. */
const MOMENTS = 1000;

/** The share of the steps that each layout can be expected to take. */
function meanOdds({ layouts, epochs, batchSize }: LearnRecipe, images: number): number[] {
  if (layouts.schedule === "fixed") {
    return [1];
  }
  const { layers, odds = [] } = layouts;
  const steps = Math.max(MOMENTS, Math.round(epochs * Math.floor(images / batchSize)));
  const at = Array.from({ length: odds.length === 0 ? 1 : steps }, (_, step) =>
    oddsOf(odds, layers.length, step, steps),
  );
  return layers.map((_, i) => mean(at.map((shares) => shares[i] ?? 0)));
}
