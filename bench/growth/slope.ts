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
  const xs = points.map(({ size }) => Math.log(size));
  const ys = points.map(({ ms }) => Math.log(ms));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x0, y0] = [mean(xs), mean(ys)];
  const covariance = mean(xs.map((x, i) => (x - x0) * ((ys[i] ?? Number.NaN) - y0)));
  return covariance / mean(xs.map((x) => (x - x0) ** 2));
}

/** Series as a Markdown table. */
export function growthTable(series: readonly Series[]): string {
  const rows = series.map(({ operation, unit, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    const sizes = first && last ? `${count(first.size)} to ${count(last.size)} ${unit}` : "";
    const times = points.map(({ ms }) => (ms < 1000 ? ms.toPrecision(3) : ms.toFixed(0))).join(", ");
    return `| ${operation} | ${sizes} | ${times} | ${slope(points).toFixed(2)} |`;
  });
  return ["| what | sizes | ms | exponent |", "| --- | --- | ---: | ---: |", ...rows].join("\n");
}

const count = (size: number) => size.toLocaleString("en", { maximumSignificantDigits: 3 });
