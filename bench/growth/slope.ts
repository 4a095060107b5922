import { fitLine } from "../support/statistics.js";

/** One measurement: how large something was, and how long it took, milliseconds. */
export interface Point {
  readonly size: number;
  readonly ms: number;
}

/** What was measured of one operation, smallest first. */
export interface Series {
  readonly operation: string;
  /** What sizes count. */
  readonly unit: string;
  readonly points: readonly Point[];
}

/**
 * The exponent with which time grows with size: the slope of the least-squares line through their logarithms. 0 is
 * constant, 1 linear.
 */
export function slope(points: readonly Point[]): number {
  return fitLine(points.map(({ size, ms }) => [Math.log(size), Math.log(ms)])).slope;
}

/** The exponent in hundredths, without a sign where it rounds to 0. */
export const exponentOf = (points: readonly Point[]) =>
  (Math.round(100 * slope(points)) / 100 + 0).toFixed(2);

/** Series as a Markdown table. */
export function growthTable(series: readonly Series[]): string {
  const rows = series.map(({ operation, unit, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    const sizes = first && last ? `${count(first.size)} to ${count(last.size)} ${unit}` : "";
    const times = points.map(({ ms }) => (ms < 1000 ? ms.toPrecision(3) : ms.toFixed(0))).join(", ");
    return `| ${operation} | ${sizes} | ${times} | ${exponentOf(points)} |`;
  });
  return ["| what | sizes | ms | exponent |", "| --- | --- | ---: | ---: |", ...rows].join("\n");
}

const count = (size: number) => size.toLocaleString("en", { maximumSignificantDigits: 3 });
