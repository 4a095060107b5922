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

/** All units of the experiment, each after those it needs; what nine layers come to first. */
export function unitsOf(scale: Scale): Unit[] {
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
    const tunings = (of: (depth: number) => boolean) =>
      starts.flatMap((start) =>
        depthsOf(scale, start)
          .filter(of)
          .map((depth) => started("tuning", start, depth)),
      );
    const isCurve = (depth: number) => depth === CURVE_DEPTH;
    const isOther = (depth: number) => depth !== CURVE_DEPTH;
    return [
      scratch(ANCESTOR_DEPTH),
      ...scale.depths.filter(isCurve).map(scratch),
      ...geneKinds.map((gene): Unit => ({
        kind: "gene",
        seed,
        gene,
        name: nameOf.gene(seed, gene),
        needs: [nameOf.scratch(seed, ANCESTOR_DEPTH)],
      })),
      ...tunings(isCurve),
      ...(seed === curveSeed(scale) ? curveStarts : []).map((start): Unit => ({
        kind: "curve",
        seed,
        start,
        depth: CURVE_DEPTH,
        name: nameOf.curve(seed, start),
        needs: needsOf(seed, start, CURVE_DEPTH),
      })),
      ...scale.depths.filter((depth) => isOther(depth) && depth !== ANCESTOR_DEPTH).map(scratch),
      ...tunings(isOther),
      ...scale.depths.flatMap((depth) =>
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
