import { mean, standardDeviation } from "../support/statistics.js";
import { starts, unitName, type Scale, type Start } from "./experiment.js";
import type { UnitResult } from "./run-unit.js";

/** Test accuracy of one start at one depth after some epochs of tuning, over the seeds; 0 to 1. */
export interface Cell {
  start: Start;
  depth: number;
  epochs: number;
  accuracies: number[];
}

/** The cells of the comparison, in the table's order. */
export function cells({ depths, epochs, seeds }: Scale, results: ReadonlyMap<string, UnitResult>): Cell[] {
  return depths.flatMap((depth) =>
    starts.flatMap(({ name: start }) =>
      epochs.map((count) => ({
        start,
        depth,
        epochs: count,
        accuracies: seeds.map((seed) => {
          const result = results.get(unitName({ kind: "tuning", seed, start, depth }));
          return result?.accuracies[String(count)] ?? Number.NaN;
        }),
      })),
    ),
  );
}

/** The cells as a Markdown table: a row a depth and start, a column an amount of tuning, percent. */
export function table(all: readonly Cell[]): string {
  const depths = [...new Set(all.map(({ depth }) => depth))];
  const epochs = [...new Set(all.map((cell) => cell.epochs))];
  const heading = ["depth", "start", ...epochs.map(epochsTitle)];
  const rows = depths.flatMap((depth) =>
    starts.map(({ name, title }) => [
      String(depth),
      title,
      ...all.filter((cell) => cell.depth === depth && cell.start === name).map(show),
    ]),
  );
  const line = (columns: readonly string[]) => `| ${columns.join(" | ")} |`;
  return [line(heading), line(heading.map((_, i) => (i < 2 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

const epochsTitle = (count: number) =>
  count === 0 ? "untuned" : count === 1 ? "1 epoch" : `${count} epochs`;

function show({ accuracies }: Cell): string {
  const percent = (value: number) => (100 * value).toFixed(1);
  // Of one seed there is no deviation.
  const spread = accuracies.length > 1 ? ` ± ${percent(standardDeviation(accuracies))}` : "";
  return `${percent(mean(accuracies))}${spread}`;
}
