import { evenLayout } from "../../src/model/index.js";
import { ancestorRecipe, finetuneRecipe, learnRecipe, type LearnRecipe } from "../../src/trainer/index.js";
import { smallVit } from "../support/small-vit.js";

/** The comparison behind the README's table: where a Des-Net starts, and what it is worth after k epochs. */

/** How much of it is done. */
export interface Scale {
  readonly name: "full" | "quick";
  readonly seeds: readonly number[];
  readonly depths: readonly number[];
  /** Epochs of tuning; 0 is untuned. */
  readonly epochs: readonly number[];
  /** Epochs of the Ans-Net and of learngenes, and the images of one; `undefined`: all. */
  readonly learning: number;
  readonly learningImages: number | undefined;
}

export const scales: Readonly<Record<Scale["name"], Scale>> = {
  full: {
    name: "full",
    seeds: [1, 2, 3],
    depths: [6, 9, 12],
    epochs: [0, 1, 3, 10],
    learning: 5,
    learningImages: undefined,
  },
  quick: { name: "quick", seeds: [1], depths: [6, 12], epochs: [0, 1], learning: 1, learningImages: 12_000 },
};

/** Images of an epoch of tuning: a thirtieth of the data, even over the classes. */
export const tuningImages = 2000;

export const starts = [
  { name: "drawn", title: "learngene, drawn layouts" },
  { name: "fixed", title: "learngene, fixed layout" },
  { name: "random", title: "random initialization" },
  { name: "spaced", title: "Ans-Net, evenly spaced layers" },
  { name: "first", title: "Ans-Net, first N layers" },
] as const;

export type Start = (typeof starts)[number]["name"];

export const architecture = smallVit();

const dataset = "fashion-mnist";
const stages = [3, 3, 4, 3, 3];
const drawnDepths = [5, 6, 7, 8, 9, 10, 12, 14, 16];

export const ancestorDepth = 12;

export const ancestor = ({ learning, learningImages }: Scale, seed: number) =>
  ancestorRecipe({
    kind: "ancestor",
    dataset,
    seed,
    architecture,
    depth: ancestorDepth,
    epochs: learning,
    ...(learningImages !== undefined && { trainImages: learningImages }),
    learningRate: 2e-3,
  });

/** Both schedules see as many images; the drawn one costs about 60 % of the FLOPs. */
export const learngene = (
  { depths, learning, learningImages }: Scale,
  seed: number,
  schedule: "fixed" | "drawn",
): LearnRecipe =>
  learnRecipe({
    kind: "learn",
    dataset,
    seed,
    epochs: learning,
    ...(learningImages !== undefined && { trainImages: learningImages }),
    learningRate: 2e-3,
    stages,
    layouts:
      schedule === "fixed"
        ? { schedule }
        : { schedule, layers: [...drawnDepths.map((depth) => evenLayout(stages.length, depth)), stages] },
    distillationWeight: 0.5,
    evaluateDepths: [...depths],
  });

/** The same for every start: a rate between what suits trained weights (less) and fresh ones (more). */
export const tuning = (seed: number, count: number) =>
  finetuneRecipe({
    kind: "finetune",
    dataset,
    seed,
    trainImages: tuningImages,
    epochs: count,
    batchSize: 64,
    learningRate: 5e-4,
    warmupEpochs: 0.1,
  });

/** A piece of the experiment that one process does at a time. */
export type Unit =
  | { kind: "ancestor"; seed: number }
  | { kind: "learngene"; seed: number; schedule: "fixed" | "drawn" }
  | { kind: "tuning"; seed: number; start: Start; depth: number };

/** A unit's name, also of its result's file. */
export function unitName(unit: Unit): string {
  switch (unit.kind) {
    case "ancestor":
      return `seed-${unit.seed}-ancestor`;
    case "learngene":
      return `seed-${unit.seed}-${unit.schedule}`;
    case "tuning":
      return `seed-${unit.seed}-${unit.start}-depth-${unit.depth}`;
  }
}

/** Every unit, each after those it reads. */
export function units({ seeds, depths }: Scale): Unit[] {
  return seeds.flatMap((seed): Unit[] => [
    { kind: "ancestor", seed },
    { kind: "learngene", seed, schedule: "drawn" },
    { kind: "learngene", seed, schedule: "fixed" },
    ...starts.flatMap(({ name }) =>
      depths.map((depth): Unit => ({ kind: "tuning", seed, start: name, depth })),
    ),
  ]);
}

/** Names of the units whose files a unit reads. */
export function unitNeeds(unit: Unit): string[] {
  if (unit.kind === "ancestor") {
    return [];
  }
  const { seed } = unit;
  if (unit.kind === "learngene" || unit.start === "spaced" || unit.start === "first") {
    return [unitName({ kind: "ancestor", seed })];
  }
  return unit.start === "random" ? [] : [unitName({ kind: "learngene", seed, schedule: unit.start })];
}
