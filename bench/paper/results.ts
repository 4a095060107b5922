import { markdownTable } from "../support/markdown-table.js";
import { mean, standardDeviation, sum } from "../support/statistics.js";
import { labelsCost, learningCost } from "./cost.js";
import type { UnitResult } from "./run-unit.js";
import { ANCESTOR_DEPTH, type Scale } from "./scale.js";
import {
  curveStarts,
  depthsOf,
  downstreamStarts,
  starts,
  startTitles,
  tuningsOf,
  type Start,
} from "./starts.js";
import { curveSeed, nameOf } from "./units.js";

export type UnitResults = ReadonlyMap<string, UnitResult>;

/** Accuracies of a start at a depth after so many epochs, one a seed, 0 to 1. */
export interface Cell {
  readonly start: Start;
  readonly depth: number;
  readonly epochs: number;
  readonly accuracies: readonly number[];
}

/** A training followed: accuracies on images set aside, by epochs so far. */
export interface Curve {
  readonly start: Start;
  readonly points: readonly (readonly [epochs: number, accuracy: number])[];
}

/** What the experiment found. */
export interface PaperResult {
  readonly cells: readonly Cell[];
  readonly downstream: readonly Cell[];
  readonly curves: readonly Curve[];
  /** Of all units, one after the other. */
  readonly seconds: number;
}

/** Gathers the results of the units that are done; a cell has the seeds that have them, and is left out without any. */
export function gather(scale: Scale, results: UnitResults): PaperResult {
  const { seeds, depths } = scale;
  const cell = (
    start: Start,
    depth: number,
    epochs: number,
    nameOfSeed: (seed: number) => string,
  ): Cell[] => {
    const accuracies = seeds.flatMap((seed) => results.get(nameOfSeed(seed))?.accuracies[epochs] ?? []);
    return accuracies.length === 0 ? [] : [{ start, depth, epochs, accuracies }];
  };
  return {
    cells: [
      ...starts.flatMap((start) =>
        depthsOf(scale, start).flatMap((depth) =>
          tuningsOf(scale, start, depth).flatMap((epochs) =>
            cell(start, depth, epochs, (seed) => nameOf.tuning(seed, start, depth)),
          ),
        ),
      ),
      ...depths.flatMap((depth) =>
        cell("scratch", depth, scale.scratch, (seed) => nameOf.scratch(seed, depth)),
      ),
    ],
    downstream: downstreamStarts.flatMap((start) =>
      depths.flatMap((depth) =>
        cell(start, depth, scale.downstream, (seed) => nameOf.downstream(seed, start, depth)),
      ),
    ),
    curves: curveStarts.flatMap((start) => {
      const accuracies = results.get(nameOf.curve(curveSeed(scale), start))?.accuracies ?? {};
      const points = Object.entries(accuracies)
        .map(([epochs, accuracy]) => [Number(epochs), accuracy] as const)
        .sort(([a], [b]) => a - b);
      return points.length === 0 ? [] : [{ start, points }];
    }),
    seconds: sum([...results.values()].map(({ seconds }) => seconds)),
  };
}

/** A table of starts by depth, percent: mean and deviation over the seeds. */
export function accuracyTable(cells: readonly Cell[], epochsOf: (start: Start) => number): string {
  const shown = cells.filter(({ start, epochs }) => epochs === epochsOf(start));
  const depths = [...new Set(shown.map(({ depth }) => depth))].sort((a, b) => a - b);
  const rows = starts.flatMap((start) => {
    const own = shown.filter((cell) => cell.start === start);
    const at = (depth: number) => percent(own.find((cell) => cell.depth === depth));
    return own.length === 0 ? [] : [[startTitles[start], ...depths.map(at)]];
  });
  return markdownTable(["start", ...depths.map((depth) => `depth ${depth}`)], rows);
}

/** What all depths cost from one learngene, and trained each for itself, FLOPs; and the mean accuracy they end with. */
export function costTable(scale: Scale, { cells }: PaperResult): string {
  const { depths, tuning, scratch } = scale;
  const tuned = sum(depths.map((depth) => labelsCost(scale, depth, tuning)));
  const alone = sum(depths.map((depth) => labelsCost(scale, depth, scratch)));
  const ancestor = labelsCost(scale, ANCESTOR_DEPTH, scratch);
  const row = (title: string, start: Start, epochs: number, cost: number, withAncestor: number) => [
    title,
    teraflops(cost),
    `${(alone / cost).toFixed(2)}x`,
    teraflops(withAncestor),
    `${(alone / withAncestor).toFixed(2)}x`,
    percentOf(
      cells
        .filter((cell) => cell.start === start && cell.epochs === epochs && depths.includes(cell.depth))
        .flatMap((cell) => cell.accuracies),
    ),
  ];
  const learned = (["drawn", "fixed"] as const).flatMap((kind) => {
    const learning = learningCost(scale, kind);
    return [
      row(`${startTitles[kind]}, untuned`, kind, 0, learning, learning + ancestor),
      row(
        `${startTitles[kind]}, tuned ${tuning} epochs`,
        kind,
        tuning,
        learning + tuned,
        learning + tuned + ancestor,
      ),
    ];
  });
  return markdownTable(
    ["all depths", "TFLOP without the Ans-Net", "less", "with it", "less", "mean accuracy, %"],
    [...learned, row(`each from scratch, ${scratch} epochs`, "scratch", scratch, alone, alone)],
  );
}

function percent(cell: Cell | undefined): string {
  if (cell === undefined) {
    return "";
  }
  const { accuracies } = cell;
  const spread = accuracies.length > 1 ? ` ± ${(100 * standardDeviation(accuracies)).toFixed(1)}` : "";
  return `${percentOf(accuracies)}${spread}`;
}

const percentOf = (accuracies: readonly number[]) => (100 * mean(accuracies)).toFixed(1);
const teraflops = (flops: number) => (flops / 1e12).toFixed(0);
