import { createHash } from "node:crypto";
import { sampleRecipes } from "../../scripts/sample/recipes.js";
import {
  ancestorRecipeSchema,
  learnRecipeSchema,
  readLearngeneFile,
  type AncestorRecipe,
  type FinetuneRecipe,
  type LearngeneWeights,
  type LearnRecipe,
} from "../../src/trainer/index.js";
import { scales as paperScales, tuning } from "../paper/scale.js";
import type { ScaleName } from "../support/experiment.js";
import { epochsWithin, labelsFlops, learnFlops } from "../support/training-cost.js";

/** How much is measured. */
export interface Scale {
  readonly name: ScaleName;
  /** Of the network from labels, and of tunings; the learngene is one. */
  readonly seeds: readonly number[];
  /** Depths of the learngene, untuned. */
  readonly untuned: readonly number[];
  /** Depths that are tuned. */
  readonly tuned: readonly number[];
  /** Images of an epoch; `undefined`: as many as the learngene learned from. */
  readonly trainImages: number | undefined;
}

export const scales: Readonly<Record<ScaleName, Scale>> = {
  full: { name: "full", seeds: [1], untuned: range(4, 24), tuned: range(4, 12), trainImages: undefined },
  quick: { name: "quick", seeds: [1], untuned: [4, 6, 9, 16], tuned: [4, 9], trainImages: 1280 },
  tiny: { name: "tiny", seeds: [1], untuned: [4, 6], tuned: [4], trainImages: 256 },
};

/** Layers of the network from labels. */
export const NET_DEPTH = 12;

/** Epochs of tuning. */
export const TUNING = 1;

/** The learngene that is looked at. */
export const SAMPLE = "fashion-vit";

/** The learngene, and how it came about. */
export interface Subject {
  readonly learngene: LearngeneWeights;
  readonly recipe: LearnRecipe;
  /** Of its Ans-Net. */
  readonly ancestor: AncestorRecipe;
  /** Images of an epoch. */
  readonly images: number;
}

export async function readSubject(): Promise<Subject> {
  const path = `samples/${SAMPLE}.safetensors`;
  const learngene = await readLearngeneFile(path);
  const { training } = learngene.manifest;
  const ancestor = sampleRecipes[SAMPLE]?.ancestor;
  if (training === null || ancestor === undefined) {
    throw new Error(`nothing says how ${path} was learned`);
  }
  const recipe = learnRecipeSchema.parse(training.recipe);
  return { learngene, recipe, ancestor, images: training.dataset.trainImages };
}

/** FLOPs of learning the learngene, its Ans-Net's answers with it. */
export function learningFlops({ learngene, recipe, ancestor, images }: Subject): number {
  return learnFlops(recipe, { architecture: learngene.manifest.architecture, ancestor, images });
}

/** FLOPs of the training of its Ans-Net. */
export function ancestorFlops({ ancestor, images }: Subject): number {
  return labelsFlops(ancestor, ancestor.trainImages ?? images);
}

/** What the network from labels may cost: what learning the learngene did, or its Ans-Net's training besides. */
export const budgets = ["learning", "whole"] as const;
export type Budget = (typeof budgets)[number];

/** Which network from labels. */
export interface NetChoice {
  readonly seed: number;
  readonly budget: Budget;
}

/** Something for each budget. */
export function forBudgets<T>(of: (budget: Budget) => T): Record<Budget, T> {
  return { learning: of("learning"), whole: of("whole") };
}

/** FLOPs of a budget. */
export function budgetOf(subject: Subject, budget: Budget): number {
  return learningFlops(subject) + (budget === "whole" ? ancestorFlops(subject) : 0);
}

/** FLOPs of training the network from labels for so many epochs. */
export function netFlops({ learngene, images }: Subject, epochs: number): number {
  return labelsFlops({ architecture: learngene.manifest.architecture, depth: NET_DEPTH, epochs }, images);
}

/**
 * Trains a network from labels in the way that the learngene was learned, with the same batches, learning rate and warm-up, for
 * as many epochs as the budget has.
 */
export function netRecipe(
  subject: Subject,
  { trainImages }: Scale,
  { seed, budget }: NetChoice,
): AncestorRecipe {
  const { recipe, learngene } = subject;
  const epochs = epochsWithin(budgetOf(subject, budget), (epochs) => netFlops(subject, epochs));
  const training = Object.entries(recipe).filter(([key]) => key in ancestorRecipeSchema.shape);
  return ancestorRecipeSchema.parse({
    ...Object.fromEntries(training),
    kind: "ancestor",
    architecture: learngene.manifest.architecture,
    depth: NET_DEPTH,
    seed,
    epochs,
    ...(trainImages !== undefined && { trainImages }),
  });
}

/** The same for the learngene's networks and for the first layers of the other, as in the paper's experiment. */
export function tuningRecipe({ trainImages }: Scale, seed: number): FinetuneRecipe {
  return tuning({ ...paperScales.full, trainImages }, seed, TUNING, true);
}

/** A short name for a recipe: what is kept under it belongs to no other. */
export function tagOf(recipe: AncestorRecipe): string {
  return createHash("sha256").update(JSON.stringify(recipe)).digest("hex").slice(0, 8);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
