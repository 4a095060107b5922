import { InputError } from "./errors.js";

/** The deepest network a plan may ask for. Real ViTs stop near 50 layers; this bounds one request's work. */
export const MAX_DEPTH = 1024;

/** One term of a layer's weights: `coefficient * stored[source]`. */
export interface PlanTerm {
  /** Index of a block that the learngene stores. */
  readonly source: number;
  readonly coefficient: number;
}

/**
 * How each layer of a network is made of the blocks a learngene stores:
 * `layer[i] = sum over its terms of coefficient * stored[source]`.
 *
 * The same plan ties weights while an Aux-Net trains, copies them when a Des-Net is expanded, and is what the
 * API shows.
 */
export interface Plan {
  /** Name of the expansion rule that made it. */
  readonly rule: string;
  /** Layers of the network; `terms.length`. */
  readonly depth: number;
  /** Layers taken from each stored block, in order; sums to `depth`. Of a linear plan: `[depth]`. */
  readonly layers: readonly number[];
  /** Per layer, its terms. */
  readonly terms: readonly (readonly PlanTerm[])[];
  /** What a user should know before relying on it. */
  readonly warnings: readonly string[];
}

/** Returns `depth`; throws `invalid-plan` unless it is an integer from 1 to {@link MAX_DEPTH}. */
export function checkDepth(depth: number, field = "depth"): number {
  if (!Number.isInteger(depth) || depth < 1 || depth > MAX_DEPTH) {
    throw new InputError("invalid-plan", `${field} must be a whole number from 1 to ${MAX_DEPTH}`, {
      field,
      value: depth,
      fix: `Ask for a depth from 1 to ${MAX_DEPTH}.`,
    });
  }
  return depth;
}
