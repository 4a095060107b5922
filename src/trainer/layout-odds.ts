import type { Random } from "./random.js";

/** Odds of layouts at a point of the training; what lies between two points is interpolated. */
export interface OddsAt {
  /** 0 at the first step, 1 at the last. */
  readonly at: number;
  /** One a layout, 0 or more, in proportion. */
  readonly odds: readonly number[];
}

/**
 * The layouts' probabilities at a step, counted from 0: straight lines between the points given, as they are before the
 * first and after the last. Without points they are even.
 *
 * @returns `count` numbers that sum to 1
 */
export function oddsOf(points: readonly OddsAt[], count: number, step: number, totalSteps: number): number[] {
  const [first] = points;
  if (first === undefined) {
    return Array.from({ length: count }, () => 1 / count);
  }
  const now = totalSteps <= 1 ? 0 : step / (totalSteps - 1);
  const upper = points.find(({ at }) => at >= now) ?? points.at(-1) ?? first;
  const lower = points.findLast(({ at }) => at <= now) ?? first;
  const t = upper.at === lower.at ? 0 : (now - lower.at) / (upper.at - lower.at);
  // Each point is brought to a sum of 1 first, so that only proportions matter.
  const [from, to] = [normalized(lower.odds), normalized(upper.odds)];
  return from.map((share, i) => (1 - t) * share + t * (to[i] ?? 0));
}

/** Until when {@link shallowFirst} draws the shallowest layouts alone. */
const SHALLOW_UNTIL = 0.6;

/**
 * Odds that begin with the layouts of as many layers as there are stages, and one in five of a layer fewer; without either, with
 * those of fewest layers. From there they go in a line to even ones at the end. Shallow steps cost less, so that the same FLOPs
 * pass over the images more often; docs/evidence.md has what that comes to.
 *
 * @param layers a layout each, all of one number of stages
 */
export function shallowFirst(layers: readonly (readonly number[])[]): { at: number; odds: number[] }[] {
  const depths = layers.map((layout) => layout.reduce((total, count) => total + count, 0));
  const stages = layers[0]?.length ?? 0;
  const named = depths.map((depth) => (depth === stages ? 4 : depth === stages - 1 ? 1 : 0));
  const least = Math.min(...depths);
  const shallow = named.some((odds) => odds > 0) ? named : depths.map((depth) => (depth === least ? 1 : 0));
  return [
    { at: SHALLOW_UNTIL, odds: shallow },
    { at: 1, odds: layers.map(() => 1) },
  ];
}

/** A layout's index, drawn by the odds; evenly, without points, as `Random.integer` draws. */
export function drawLayout(
  points: readonly OddsAt[],
  count: number,
  step: number,
  totalSteps: number,
  draws: Random,
): number {
  if (count === 1) {
    return 0;
  }
  const stream = draws.fork(String(step));
  if (points.length === 0) {
    return stream.integer(count);
  }
  const odds = oddsOf(points, count, step, totalSteps);
  let left = stream.uniform();
  for (const [index, share] of odds.entries()) {
    left -= share;
    if (left < 0) {
      return index;
    }
  }
  return odds.findLastIndex((share) => share > 0);
}

const normalized = (odds: readonly number[]) => {
  const sum = odds.reduce((total, share) => total + share, 0);
  return odds.map((share) => share / sum);
};
