/** A measurement: `y` at `x`. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `y = intercept + slope * x`; neither is negative. */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
}

/**
 * The line through measurements by Theil's and Sen's method: the median of the slopes between pairs, here weighted by
 * how far apart they are, and the median of what is left. Up to some 29 % of the measurements may be far off without
 * moving it much. Where it would start below 0, the line from the origin is taken: no run takes less than no time.
 * Throws `RangeError` for fewer than two values of `x`.
 */
export function fitLine(points: readonly Point[]): Line {
  const slopes = points.flatMap((a, i) =>
    points
      .slice(i + 1)
      .filter((b) => b.x !== a.x)
      .map((b) => ({ value: (b.y - a.y) / (b.x - a.x), weight: Math.abs(b.x - a.x) })),
  );
  if (slopes.length === 0) {
    throw new RangeError("a line needs two points");
  }
  const slope = Math.max(weightedMedian(slopes), 0);
  const intercept = weightedMedian(points.map(({ x, y }) => ({ value: y - slope * x, weight: 1 })));
  return intercept >= 0
    ? { intercept, slope }
    : { intercept: 0, slope: weightedMedian(points.map(({ x, y }) => ({ value: y / x, weight: x }))) };
}

interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** The value with half of the weight on each side; the mean of two that share the middle. */
function weightedMedian(values: readonly Weighted[]): number {
  const sorted = [...values].sort((a, b) => a.value - b.value);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let sum = 0;
  const reached = sorted.map(({ value, weight }) => ({ value, sum: (sum += weight) }));
  const lower = reached.find((each) => each.sum >= half)?.value ?? Number.NaN;
  const upper = reached.find((each) => each.sum > half)?.value ?? lower;
  return (lower + upper) / 2;
}
