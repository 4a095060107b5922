/**
 * The greatest depth from 1 to `most` whose cost is within `limit`; 0 if there is none. `cost` must not fall with depth;
 * one that is not known counts as infinite.
 *
 * Costs are nearly straight lines over depth, so that a guess along the line is right or one off; where it is not, the
 * span is halved. A cost that is a plan of a whole file is asked for about five times, not `most` times.
 */
export function deepest(most: number, limit: number, cost: (depth: number) => number): number {
  const first = cost(1);
  if (!(first <= limit)) {
    return 0;
  }
  let fits = { depth: 1, cost: first };
  let over = { depth: most + 1, cost: Number.NaN };
  let slope = most > 1 && limit < Infinity ? cost(2) - first : Number.NaN;
  for (let step = 0; over.depth - fits.depth > 1; step++) {
    const straight = fits.depth + Math.floor((limit - fits.cost) / slope);
    const middle = Math.floor((fits.depth + over.depth) / 2);
    const guess = step < STRAIGHT_STEPS && Number.isFinite(straight) ? straight : middle;
    const depth = Math.min(Math.max(guess, fits.depth + 1), over.depth - 1);
    const at = { depth, cost: cost(depth) };
    const before = fits;
    if (at.cost <= limit) {
      fits = at;
    } else {
      over = at;
    }
    if (Number.isFinite(at.cost) && at.cost > before.cost) {
      slope = (at.cost - before.cost) / (at.depth - before.depth);
    }
  }
  return fits.depth;
}

const STRAIGHT_STEPS = 5;
