import { markdownTable } from "../support/markdown-table.js";
import { mean, standardDeviation, sum } from "../support/statistics.js";
import { labelsCost, learningCost } from "./cost.js";
import { isLearngene, type UnitResult } from "./run-unit.js";
import { ANCESTOR_DEPTH, type Scale } from "./scale.js";
import { downstreamStarts, starts, startTitles, type Start } from "./starts.js";
import { nameOf } from "./units.js";

export type UnitResults = ReadonlyMap<string, UnitResult>;

/** Accuracies of a start at a depth after so many epochs, one a seed, 0 to 1. */
export interface Cell {
  readonly start: Start;
  readonly depth: number;
  readonly epochs: number;
  readonly accuracies: readonly number[];
}

/** What the experiment found. */
export interface PaperResult {
  readonly cells: readonly Cell[];
  readonly downstream: readonly Cell[];
  /** The Ans-Nets' accuracies. */
  readonly ancestors: readonly number[];
}

/** Gathers the results of all units. */
export function gather(scale: Scale, results: UnitResults): PaperResult {
  const { seeds, depths } = scale;
  const cell = (start: Start, depth: number, epochs: number, name: (seed: number) => string): Cell => ({
    start,
    depth,
    epochs,
    accuracies: seeds.map((seed) => results.get(name(seed))?.accuracies[epochs] ?? Number.NaN),
  });
  return {
    cells: depths.flatMap((depth) =>
      starts.flatMap((start) =>
        start === "scratch"
          ? [cell(start, depth, scale.scratch, (seed) => nameOf.scratch(seed, depth))]
          : [...scale.tuning, ...(isLearngene(start) ? [scale.longTuning] : [])].map((epochs) =>
              cell(start, depth, epochs, (seed) => nameOf.tuning(seed, start, depth)),
            ),
      ),
    ),
    downstream: depths.flatMap((depth) =>
      downstreamStarts.map((start) =>
        cell(start, depth, scale.downstream, (seed) => nameOf.downstream(seed, start, depth)),
      ),
    ),
    ancestors: seeds.map(
      (seed) => results.get(nameOf.ancestor(seed))?.accuracies[scale.learning] ?? Number.NaN,
    ),
  };
}

/** A table of starts by depth, percent: mean and deviation over the seeds. */
export function accuracyTable(cells: readonly Cell[], epochsOf: (start: Start) => number): string {
  const depths = [...new Set(cells.map(({ depth }) => depth))];
  const rows = starts.flatMap((start) => {
    const own = depths.map((depth) =>
      cells.find((cell) => cell.start === start && cell.depth === depth && cell.epochs === epochsOf(start)),
    );
    return own.every((cell) => cell !== undefined) ? [[startTitles[start], ...own.map(percent)]] : [];
  });
  return markdownTable(["start", ...depths.map((depth) => `depth ${depth}`)], rows);
}

/** What all depths cost from one learngene, and trained each for itself, FLOPs; and the mean accuracy they end with. */
export function costTable(scale: Scale, { cells }: PaperResult): string {
  const { depths, longTuning, scratch, learning } = scale;
  const tuned = sum(depths.map((depth) => labelsCost(scale, depth, longTuning)));
  const alone = sum(depths.map((depth) => labelsCost(scale, depth, scratch)));
  const ancestor = labelsCost(scale, ANCESTOR_DEPTH, learning);
  const row = (title: string, start: Start, epochs: number, cost: number, withAncestor: number) => [
    title,
    teraflops(cost),
    `${(alone / cost).toFixed(2)}x`,
    teraflops(withAncestor),
    `${(alone / withAncestor).toFixed(2)}x`,
    percentOf(
      cells
        .filter((cell) => cell.start === start && cell.epochs === epochs)
        .flatMap((cell) => cell.accuracies),
    ),
  ];
  const learned = (["drawn", "fixed"] as const).map((kind) => {
    const cost = learningCost(scale, kind) + tuned;
    return row(`${startTitles[kind]}, tuned ${longTuning} epochs`, kind, longTuning, cost, cost + ancestor);
  });
  return markdownTable(
    ["all depths", "TFLOP without the Ans-Net", "less", "with it", "less", "mean accuracy, %"],
    [...learned, row(`each from scratch, ${scratch} epochs`, "scratch", scratch, alone, alone)],
  );
}

function percent(cell: Cell | undefined): string {
  const accuracies = cell?.accuracies ?? [];
  const spread = accuracies.length > 1 ? ` ± ${(100 * standardDeviation(accuracies)).toFixed(1)}` : "";
  return `${percentOf(accuracies)}${spread}`;
}

const percentOf = (accuracies: readonly number[]) => (100 * mean(accuracies)).toFixed(1);
const teraflops = (flops: number) => (flops / 1e12).toFixed(0);
