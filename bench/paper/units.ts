import type { NamedUnit } from "../support/units.js";
import { ANCESTOR_DEPTH, CURVE_DEPTH, geneKinds, type GeneKind, type Scale } from "./scale.js";
import { curveStarts, depthsOf, downstreamStarts, sourceOf, starts, type Start } from "./starts.js";

/** A training, or a start's tuning: what one process does at a time. */
export type Unit = NamedUnit &
  (
    | { readonly kind: "gene"; readonly seed: number; readonly gene: GeneKind }
    | { readonly kind: "scratch"; readonly seed: number; readonly depth: number }
    | {
        readonly kind: "tuning" | "downstream" | "curve";
        readonly seed: number;
        readonly start: Start;
        readonly depth: number;
      }
  );

/** Names of units whose weights others read. */
export const nameOf = {
  gene: (seed: number, gene: GeneKind) => `seed-${seed}-gene-${gene}`,
  scratch: (seed: number, depth: number) => `seed-${seed}-scratch-${depth}`,
  tuning: (seed: number, start: Start, depth: number) => `seed-${seed}-tuning-${start}-${depth}`,
  downstream: (seed: number, start: Start, depth: number) => `seed-${seed}-downstream-${start}-${depth}`,
  curve: (seed: number, start: Start) => `seed-${seed}-curve-${start}`,
};

/** The seed whose trainings are followed. */
export const curveSeed = ({ seeds }: Scale) => seeds[0] ?? 0;

/**
 * All units of the experiment, each after those it needs. What tells most comes first, as a run may stop anywhere: whether nine
 * layers of a learngene hold against scratch, by every seed; then the rest of the first seed, then of the others, each time nine
 * layers before other depths.
 */
export function unitsOf(scale: Scale): Unit[] {
  const rank = (unit: Unit) => {
    if (isClaim(unit)) {
      return 0;
    }
    return (unit.seed === curveSeed(scale) ? 1 : 3) + (isOfOneDepth(unit) ? 0 : 1);
  };
  return allUnits(scale).toSorted((a, b) => rank(a) - rank(b));
}

/** Whether a unit is of the networks of the depth that is followed, or of what they are made of. */
function isOfOneDepth(unit: Unit): boolean {
  return (
    unit.kind === "gene" ||
    unit.depth === CURVE_DEPTH ||
    (unit.kind === "scratch" && unit.depth === ANCESTOR_DEPTH)
  );
}

/** Whether a unit is one of those that tell whether a learngene holds against training from scratch. */
function isClaim(unit: Unit): boolean {
  switch (unit.kind) {
    case "gene":
      return unit.gene === "grown" || unit.gene === "fixed";
    case "scratch":
      return isOfOneDepth(unit);
    case "tuning":
      return isOfOneDepth(unit) && (unit.start === "grown" || unit.start === "fixed");
    default:
      return false;
  }
}

/** By seed, each unit after those it needs. */
function allUnits(scale: Scale): Unit[] {
  return scale.seeds.flatMap((seed): Unit[] => {
    const started = (kind: "tuning" | "downstream", start: Start, depth: number): Unit => ({
      kind,
      seed,
      start,
      depth,
      name: nameOf[kind](seed, start, depth),
      needs: needsOf(seed, start, depth),
    });
    const scratch = (depth: number): Unit => ({
      kind: "scratch",
      seed,
      depth,
      name: nameOf.scratch(seed, depth),
      needs: [],
    });
    return [
      ...[...new Set([ANCESTOR_DEPTH, ...scale.depths])].map(scratch),
      ...geneKinds.map((gene): Unit => ({
        kind: "gene",
        seed,
        gene,
        name: nameOf.gene(seed, gene),
        needs: [nameOf.scratch(seed, ANCESTOR_DEPTH)],
      })),
      ...starts.flatMap((start) => depthsOf(scale, start).map((depth) => started("tuning", start, depth))),
      ...(seed === curveSeed(scale) ? curveStarts : []).map((start): Unit => ({
        kind: "curve",
        seed,
        start,
        depth: CURVE_DEPTH,
        name: nameOf.curve(seed, start),
        needs: needsOf(seed, start, CURVE_DEPTH),
      })),
      ...scale.downstreamDepths.flatMap((depth) =>
        downstreamStarts.map((start) => started("downstream", start, depth)),
      ),
    ];
  });
}

function needsOf(seed: number, start: Start, depth: number): string[] {
  const source = sourceOf(start);
  switch (source.kind) {
    case "none":
      return [];
    case "ancestor":
      return [nameOf.scratch(seed, ANCESTOR_DEPTH)];
    case "gene":
      return [nameOf.gene(seed, source.gene)];
    case "scratch":
      return [nameOf.scratch(seed, depth)];
  }
}
