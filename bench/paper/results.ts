import { sum } from "../support/statistics.js";
import type { UnitResult } from "./run-unit.js";
import type { Scale } from "./scale.js";
import { curveStarts, depthsOf, downstreamStarts, starts, tuningsOf, type Start } from "./starts.js";
import { curveSeed, nameOf, unitsOf } from "./units.js";

export type UnitResults = ReadonlyMap<string, UnitResult>;

/** Accuracies of a start at a depth after so many epochs, one a seed of those that have it, 0 to 1. */
export interface Cell {
  readonly start: Start;
  readonly depth: number;
  readonly epochs: number;
  readonly seeds: readonly number[];
  readonly accuracies: readonly number[];
}

/** A training followed: accuracies on images set aside, by epochs so far. */
export interface Curve {
  readonly start: Start;
  readonly points: readonly (readonly [epochs: number, accuracy: number])[];
}

/** What the experiment found, at a scale. */
export interface PaperResult {
  readonly scale: Scale;
  readonly cells: readonly Cell[];
  readonly downstream: readonly Cell[];
  readonly curves: readonly Curve[];
  /** How many trainings and tunings are done, of how many. */
  readonly units: { readonly done: number; readonly all: number };
  /** Of those. */
  readonly coreSeconds: number;
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
    const measured = seeds.flatMap((seed) => {
      const accuracy = results.get(nameOfSeed(seed))?.accuracies[epochs];
      return accuracy === undefined ? [] : [{ seed, accuracy }];
    });
    return measured.length === 0
      ? []
      : [
          {
            start,
            depth,
            epochs,
            seeds: measured.map(({ seed }) => seed),
            accuracies: measured.map(({ accuracy }) => accuracy),
          },
        ];
  };
  return {
    scale,
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
      scale.downstreamDepths.flatMap((depth) =>
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
    units: { done: results.size, all: unitsOf(scale).length },
    coreSeconds: sum([...results.values()].map(({ coreSeconds }) => coreSeconds)),
  };
}
