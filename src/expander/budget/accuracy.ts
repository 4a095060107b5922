import type { DepthResult, Manifest } from "../../formats/index.js";
import type { Plan } from "../../model/index.js";

/** What is known of the accuracy of a network before any training of its own. */
export interface KnownAccuracy {
  /** Name of the data set whose test images it was measured on. */
  readonly dataset: string;
  /** `measured`: on this very layout. `nearest`: this one was not measured; these are the depths below and above. */
  readonly kind: "measured" | "nearest";
  /** By depth; one if measured. */
  readonly results: readonly DepthResult[];
}

/** What a learngene's manifest says of the accuracy of a plan; `undefined` where it says nothing of any depth. */
export function knownAccuracy(
  { training }: Pick<Manifest, "training">,
  plan: Plan,
): KnownAccuracy | undefined {
  if (training === null || training.results.length === 0) {
    return undefined;
  }
  const { dataset, results } = training;
  const measured = measuredResult(results, plan);
  return measured === undefined
    ? { dataset: dataset.name, kind: "nearest", results: neighbours(results, plan.depth) }
    : { dataset: dataset.name, kind: "measured", results: [measured] };
}

/** The result of this very layout, if there is one. */
export function measuredResult(
  results: readonly DepthResult[],
  { layers }: Pick<Plan, "layers">,
): DepthResult | undefined {
  const wanted = layers.join();
  return results.find((result) => result.layers.join() === wanted);
}

/** The results of the nearest depth at or below, and of the nearest above. */
function neighbours(results: readonly DepthResult[], depth: number): DepthResult[] {
  const sorted = [...results].sort((a, b) => a.depth - b.depth);
  const below = sorted.findLast((result) => result.depth <= depth);
  const above = sorted.find((result) => result.depth > depth);
  return [below, above].filter((result) => result !== undefined);
}
