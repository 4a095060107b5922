import { mean, standardDeviation } from "./statistics.js";

/** Accuracies of 0 to 1, one a seed, as percent: their mean and, of several, their deviation; nothing of none. */
export function showAccuracies(accuracies: readonly number[], digits = 1): string {
  if (accuracies.length === 0) {
    return "";
  }
  const percent = (value: number) => (100 * value).toFixed(digits);
  const spread = accuracies.length > 1 ? ` ± ${percent(standardDeviation(accuracies))}` : "";
  return `${percent(mean(accuracies))}${spread}`;
}

/** A difference with its sign, but for what rounds to nothing. */
export function signed(value: number, digits: number): string {
  const size = Math.abs(value).toFixed(digits);
  return Number(size) === 0 ? size : `${value < 0 ? "−" : "+"}${size}`;
}

/** A point of a chart, percent, with the band from the least to the greatest where there are several. */
export function accuracyPoint(x: number, accuracies: readonly number[]) {
  const percents = accuracies.map((accuracy) => 100 * accuracy);
  const band = { low: Math.min(...percents), high: Math.max(...percents) };
  return { x, y: mean(percents), ...(percents.length > 1 && band) };
}

/** `seed 1`, `seeds 1 and 2`, `seeds 1, 2 and 3`. */
export function namedSeeds(seeds: readonly number[]): string {
  const [last, ...others] = seeds.toReversed();
  return others.length === 0 ? `seed ${last}` : `seeds ${others.toReversed().join(", ")} and ${last}`;
}
