import { namedSeeds, showAccuracies, signed } from "../support/accuracies.js";
import { markdownTable } from "../support/markdown-table.js";
import { mean, sum } from "../support/statistics.js";
import type { UnitResult } from "./run-unit.js";
import {
  budgetOf,
  forBudgets,
  netFlops,
  netRecipe,
  NET_DEPTH,
  TUNING,
  type Budget,
  type Scale,
  type Subject,
} from "./scale.js";
import { namesOf, starts, unitsOf, type Start } from "./units.js";

export type UnitResults = ReadonlyMap<string, UnitResult>;

/** What is tuned at a depth: test accuracies before and after, one a seed, 0 to 1. */
export interface Tuned {
  readonly start: Start;
  readonly depth: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** A network from labels. */
export interface Net {
  readonly epochs: number;
  readonly flops: number;
  /** Test accuracies, one a seed, 0 to 1. */
  readonly accuracies: readonly number[];
}

/** What the experiment found. */
export interface EqualCostResult {
  /** Digest of the learngene's file. */
  readonly learngene: string;
  /** Those whose trainings are all done. */
  readonly seeds: readonly number[];
  /** FLOPs of learning the learngene, and with its Ans-Net's training. */
  readonly flops: Readonly<Record<Budget, number>>;
  /** What labels alone make for these. */
  readonly nets: Readonly<Record<Budget, Net>>;
  /** Of the learngene, test accuracy by depth. */
  readonly untuned: readonly { readonly depth: number; readonly accuracy: number }[];
  readonly tuned: readonly Tuned[];
  /** Of all units of these seeds. */
  readonly coreSeconds: number;
}

/** Gathers what is done for all of a seed; nothing while no seed is whole. */
export function gather(
  subject: Subject,
  scale: Scale,
  wanted: readonly number[],
  results: UnitResults,
): EqualCostResult | undefined {
  const isDone = (seed: number) => unitsOf(subject, scale, [seed]).every(({ name }) => results.has(name));
  const seeds = wanted.filter(isDone);
  if (seeds.length === 0) {
    return undefined;
  }
  const names = namesOf(subject, scale);
  const accuracy = (name: string, epochs: number) => results.get(name)?.accuracies[epochs] ?? Number.NaN;
  return {
    learngene: subject.learngene.digest,
    seeds,
    flops: forBudgets((budget) => budgetOf(subject, budget)),
    nets: forBudgets((budget) => {
      const { epochs } = netRecipe(subject, scale, { budget, seed: 0 });
      const accuracies = seeds.map((seed) => accuracy(names.net({ seed, budget }), 0));
      return { epochs, flops: netFlops(subject, epochs), accuracies };
    }),
    untuned: scale.untuned.map((depth) => ({ depth, accuracy: accuracy(names.untuned(depth), 0) })),
    tuned: starts.flatMap((start) =>
      scale.tuned.map((depth): Tuned => {
        const at = (epochs: number) =>
          seeds.map((seed) => accuracy(names.tuning(seed, start, depth), epochs));
        return { start, depth, before: at(0), after: at(TUNING) };
      }),
    ),
    coreSeconds: sum(unitsOf(subject, scale, seeds).map(({ name }) => results.get(name)?.coreSeconds ?? 0)),
  };
}

/** Points that the learngene's network of a depth may be behind the network from labels. */
export function allowance(depth: number): number {
  return depth <= 4 ? 1.2 : depth === 5 ? 0.7 : 0.3;
}

/** How the learngene does at a depth. */
export interface Verdict {
  readonly depth: number;
  readonly accuracy: number;
  /** Points ahead of the networks from labels. */
  readonly leads: Readonly<Record<Budget, number>>;
  /** Whether it is within its allowance of that at the cost of learning. */
  readonly holds: boolean;
}

export function untunedVerdicts({ nets, untuned }: EqualCostResult): Verdict[] {
  return untuned.map(({ depth, accuracy }) => {
    const leads = forBudgets((budget) => points(accuracy, mean(nets[budget].accuracies)));
    return { depth, accuracy, leads, holds: leads.learning >= -allowance(depth) };
  });
}

/** How far the learngene is ahead of the first layers after tuning, points, by depth. */
export function tunedLeads({ tuned }: EqualCostResult): { depth: number; lead: number }[] {
  return tuned
    .filter(({ start }) => start === "learngene")
    .flatMap(({ depth, after }) => {
      const other = tuned.find((one) => one.start === "first" && one.depth === depth);
      return other === undefined ? [] : [{ depth, lead: points(mean(after), mean(other.after)) }];
    });
}

/** A ten-thousandth part of test images is a hundredth of a point: what is beyond is rounding. */
const points = (a: number, b: number) => Math.round(1e6 * (a - b)) / 1e4;

/** What each cost, and what came of the networks from labels. */
export function costLine({ flops, nets, seeds }: EqualCostResult): string {
  const told = ({ epochs, flops, accuracies }: Net) =>
    `${epochs} epochs take ${teraflops(flops)} and get ${showAccuracies(accuracies)} % right`;
  return (
    `Learning took ${teraflops(flops.learning)} TFLOP, ${teraflops(flops.whole)} with the Ans-Net's training. ` +
    `Of the ${NET_DEPTH}-layer network from labels, ${told(nets.learning)}, ${told(nets.whole)} (${namedSeeds(seeds)}).`
  );
}

/** The learngene untuned against the networks from labels, with a caption. */
export function untunedTable(result: EqualCostResult): string {
  const verdicts = untunedVerdicts(result);
  const held = verdicts.filter(({ holds }) => holds).length;
  const rows = verdicts.map(({ depth, accuracy, leads, holds }) => [
    String(depth),
    percent(accuracy),
    signed(leads.learning, 2),
    signed(-allowance(depth), 2),
    holds ? "yes" : "no",
    signed(leads.whole, 2),
  ]);
  const { learning, whole } = result.nets;
  const against = ({ epochs }: Net) => `against ${epochs} epochs from labels`;
  const table = markdownTable(
    ["layers", "learngene, untuned, %", against(learning), "target", "reached", against(whole)],
    rows,
  );
  return `Untuned, the target is reached at ${held} of ${verdicts.length} depths.\n\n${table}`;
}

/** The learngene against the other network's first layers, both tuned, with a caption. */
export function tunedTable(result: EqualCostResult): string {
  const leads = tunedLeads(result);
  const ahead = leads.filter(({ lead }) => lead >= 0).length;
  const at = (start: Start, depth: number) =>
    result.tuned.find((one) => one.start === start && one.depth === depth);
  const rows = leads.map(({ depth, lead }) => [
    String(depth),
    ...starts.map((start) => showAccuracies(at(start, depth)?.before ?? [], 2)),
    ...starts.map((start) => showAccuracies(at(start, depth)?.after ?? [], 2)),
    signed(lead, 2),
  ]);
  const titles = ["learngene", `first layers of the ${NET_DEPTH}`];
  const table = markdownTable(
    [
      "layers",
      ...titles.map((title) => `${title}, untuned, %`),
      ...titles.map((title) => `${title}, tuned, %`),
      "difference",
    ],
    rows,
  );
  return `After one epoch of tuning, the learngene is not behind at ${ahead} of ${leads.length} depths.\n\n${table}`;
}

const percent = (share: number) => (100 * share).toFixed(2);
const teraflops = (flops: number) => (flops / 1e12).toFixed(1);
