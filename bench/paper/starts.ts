import { linear, stageWise } from "../../src/model/index.js";
import {
  descend,
  freshNetwork,
  selectLayers,
  type ImageDataset,
  type LearngeneWeights,
  type NetworkWeights,
} from "../../src/trainer/index.js";
import { sum } from "../support/statistics.js";
import { mimetic } from "./mimetic.js";
import { ANCESTOR_DEPTH, CURVE_DEPTH, architectureOf, stages, type GeneKind, type Scale } from "./scale.js";

/** Where a Des-Net starts. */
export const starts = [
  "grown",
  "drawn",
  "fixed",
  "linear",
  "shallow",
  "spaced",
  "first",
  "untied",
  "shuffled",
  "tied-random",
  "mimetic",
  "random",
  "scratch",
] as const;
export type Start = (typeof starts)[number];

/** Whether its weights have learned anything. */
export const isTrained = (start: Start) => sourceOf(start).kind !== "none";

/** Those that are tuned briefly too. */
const brieflyTuned: ReadonlySet<Start> = new Set([
  "grown",
  "drawn",
  "fixed",
  "linear",
  "shallow",
  "spaced",
  "first",
]);

/** Epochs of tuning that a start is measured after, at a depth; 0 is untuned. None for what is trained for its size. */
export function tuningsOf({ tuning, brief, deeper }: Scale, start: Start, depth: number): readonly number[] {
  if (start === "scratch") {
    return [];
  }
  const isBrief = depth === CURVE_DEPTH && brieflyTuned.has(start);
  return deeper.includes(depth) ? [0] : [0, ...(isBrief ? brief : []), tuning];
}

/** Depths that a start is measured at: learngenes also at fewer and more layers, and the Ans-Net's first at fewer. */
export function depthsOf({ depths, shallower, deeper }: Scale, start: Start): readonly number[] {
  switch (start) {
    case "scratch":
      return [];
    case "grown":
    case "drawn":
    case "fixed":
      return [...shallower, ...depths, ...deeper];
    case "first":
      return [...shallower, ...depths];
    default:
      return depths;
  }
}

/** Those whose tuning is followed; random weights take the full schedule. */
export const curveStarts: readonly Start[] = ["grown", "drawn", "fixed", "first", "random"];

/** Those that are also tuned on another task; a network from scratch is pre-trained for each size there. */
export const downstreamStarts: readonly Start[] = [
  "grown",
  "fixed",
  "shallow",
  "first",
  "spaced",
  "random",
  "scratch",
];

export const startTitles: Readonly<Record<Start, string>> = {
  grown: "learngene, shallow layouts first (ours)",
  drawn: "learngene, layouts drawn evenly (ours)",
  fixed: "learngene, fixed layout (SWS)",
  linear: "linear learngene (TLEG)",
  shallow: "five distilled layers, repeated",
  spaced: "Ans-Net, evenly spaced layers",
  first: "Ans-Net, first N layers",
  untied: "untied Aux-Net, evenly spaced layers",
  shuffled: "learngene (SWS), stages in another order",
  "tied-random": "random learngene, expanded",
  mimetic: "mimetic initialization",
  random: "random initialization",
  scratch: "trained for this size",
};

/** Whose weights a start is made of. */
export type Source =
  | { readonly kind: "none" }
  | { readonly kind: "ancestor" }
  | { readonly kind: "gene"; readonly gene: GeneKind }
  | { readonly kind: "scratch" };

export function sourceOf(start: Start): Source {
  switch (start) {
    case "grown":
    case "drawn":
    case "fixed":
    case "linear":
    case "shallow":
    case "untied":
      return { kind: "gene", gene: start };
    case "shuffled":
      return { kind: "gene", gene: "fixed" };
    case "spaced":
    case "first":
      return { kind: "ancestor" };
    case "tied-random":
    case "mimetic":
    case "random":
      return { kind: "none" };
    case "scratch":
      return { kind: "scratch" };
  }
}

/** Reads weights that units have left. */
export interface TrainedWeights {
  network(source: "ancestor" | "scratch"): Promise<NetworkWeights>;
  gene(kind: GeneKind): Promise<LearngeneWeights>;
}

/** Which stage stands where in the shuffled learngene: none where it was. */
const SHUFFLED = [3, 0, 4, 1, 2];

/** The network of a depth that a start gives. */
export async function startingNetwork(
  start: Start,
  { scale, depth, seed, dataset }: { scale: Scale; depth: number; seed: number; dataset: ImageDataset },
  weights: TrainedWeights,
): Promise<NetworkWeights> {
  const architecture = architectureOf(scale);
  const stageWisePlan = stageWise.planDepth(stages.length, depth);
  switch (start) {
    case "grown":
    case "drawn":
    case "fixed":
    case "shallow":
      return descend(await weights.gene(start), stageWisePlan);
    case "shuffled": {
      const network = descend(await weights.gene("fixed"), stageWise.planDepth(stages.length, stages.length));
      return selectLayers(network, shuffledLayers(stageWisePlan.layers));
    }
    case "linear":
      return descend(await weights.gene("linear"), linear.planDepth(1, depth));
    case "untied": {
      const gene = await weights.gene("untied");
      const whole = descend(gene, stageWise.planDepth(gene.manifest.stages.length, sum(stages)));
      return selectLayers(whole, spacedLayers(depth, sum(stages)));
    }
    case "spaced":
      return selectLayers(await weights.network("ancestor"), spacedLayers(depth, ANCESTOR_DEPTH));
    case "first":
      return selectLayers(await weights.network("ancestor"), spacedLayers(depth, depth));
    case "tied-random": {
      const network = freshNetwork(architecture, stages.length, dataset, seed);
      return selectLayers(network, repeatedLayers(stageWisePlan.layers));
    }
    case "mimetic":
      return mimetic(freshNetwork(architecture, depth, dataset, seed), seed);
    case "random":
      return freshNetwork(architecture, depth, dataset, seed);
    case "scratch":
      return weights.network("scratch");
  }
}

/** `count` of the layers of a network: its first and its last, and those evenly between them. */
export function spacedLayers(count: number, depth: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.round((i * (depth - 1)) / Math.max(1, count - 1)));
}

/** The stage of each layer. */
function repeatedLayers(layout: readonly number[]): number[] {
  return layout.flatMap((count, stage) => Array<number>(count).fill(stage));
}

/** As many layers in each place, of another stage. */
function shuffledLayers(layout: readonly number[]): number[] {
  return repeatedLayers(layout).map((stage) => SHUFFLED[stage] ?? stage);
}
