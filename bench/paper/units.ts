import type { NamedUnit } from "../support/units.js";
import { geneKinds, type GeneKind, type Scale } from "./scale.js";
import { downstreamStarts, sourceOf, starts, type Start } from "./starts.js";

/** A training, or a start's tuning: what one process does at a time. */
export type Unit = NamedUnit &
  (
    | { readonly kind: "ancestor"; readonly seed: number }
    | { readonly kind: "gene"; readonly seed: number; readonly gene: GeneKind }
    | { readonly kind: "scratch"; readonly seed: number; readonly depth: number }
    | {
        readonly kind: "tuning" | "downstream";
        readonly seed: number;
        readonly start: Start;
        readonly depth: number;
      }
  );

/** Names of units whose weights others read. */
export const nameOf = {
  ancestor: (seed: number) => `seed-${seed}-ancestor`,
  gene: (seed: number, gene: GeneKind) => `seed-${seed}-gene-${gene}`,
  scratch: (seed: number, depth: number) => `seed-${seed}-scratch-${depth}`,
  tuning: (seed: number, start: Start, depth: number) => `seed-${seed}-tuning-${start}-${depth}`,
  downstream: (seed: number, start: Start, depth: number) => `seed-${seed}-downstream-${start}-${depth}`,
};

/** All units of the experiment, each after those it needs. */
export function unitsOf({ seeds, depths }: Scale): Unit[] {
  return seeds.flatMap((seed): Unit[] => [
    { kind: "ancestor", seed, name: nameOf.ancestor(seed), needs: [] },
    ...geneKinds.map((gene): Unit => ({
      kind: "gene",
      seed,
      gene,
      name: nameOf.gene(seed, gene),
      needs: [nameOf.ancestor(seed)],
    })),
    ...depths.map((depth): Unit => ({
      kind: "scratch",
      seed,
      depth,
      name: nameOf.scratch(seed, depth),
      needs: [],
    })),
    ...depths.flatMap((depth) =>
      starts
        .filter((start) => start !== "scratch")
        .map((start): Unit => ({
          kind: "tuning",
          seed,
          start,
          depth,
          name: nameOf.tuning(seed, start, depth),
          needs: needsOf(seed, start, depth),
        })),
    ),
    ...depths.flatMap((depth) =>
      downstreamStarts.map((start): Unit => ({
        kind: "downstream",
        seed,
        start,
        depth,
        name: nameOf.downstream(seed, start, depth),
        needs: needsOf(seed, start, depth),
      })),
    ),
  ]);
}

function needsOf(seed: number, start: Start, depth: number): string[] {
  const source = sourceOf(start);
  switch (source.kind) {
    case "none":
      return [];
    case "ancestor":
      return [nameOf.ancestor(seed)];
    case "gene":
      return [nameOf.gene(seed, source.gene)];
    case "scratch":
      return [nameOf.scratch(seed, depth)];
  }
}
