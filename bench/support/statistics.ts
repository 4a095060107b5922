export { median } from "../../src/cli/calibration/median.js";

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** Of unsorted values; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** The slope of the least-squares line through points, and its standard error. */
export function fitLine(points: readonly (readonly [x: number, y: number])[]): {
  slope: number;
  error: number;
} {
  const [x0, y0] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const spread = sum(points.map(([x]) => (x - x0) ** 2));
  const slope = sum(points.map(([x, y]) => (x - x0) * (y - y0))) / spread;
  const rest = sum(points.map(([x, y]) => (y - y0 - slope * (x - x0)) ** 2));
  return { slope, error: Math.sqrt(rest / Math.max(1, points.length - 2) / spread) };
}

/** Standard deviation of a sample (n - 1). */
export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** Milliseconds that `work` takes. */
export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
