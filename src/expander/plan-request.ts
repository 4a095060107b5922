import type { Manifest } from "../formats/index.js";
import { InputError, ruleNamed, type Plan } from "../model/index.js";

/** What a user asks for: exactly one of the two. */
export interface PlanRequest {
  /** Layers of the network. */
  readonly depth?: number | undefined;
  /** Layers of each stage. */
  readonly layers?: readonly number[] | undefined;
}

/**
 * The plan that a request means for a learngene, under the learngene's own rule. Throws `invalid-plan` if neither or
 * both parts are given, or if the one given fits no plan.
 */
export function planRequest(
  { depth, layers }: PlanRequest,
  { rule, stages }: Pick<Manifest, "rule" | "stages">,
): Plan {
  const expansion = ruleNamed(rule);
  if (depth !== undefined && layers !== undefined) {
    throw new InputError("invalid-plan", "depth and layers were both given, and each alone says it all", {
      field: "layers",
      value: layers.join(",").slice(0, 100),
      fix: "Give one of them.",
    });
  }
  if (layers !== undefined) {
    return expansion.planLayers(stages.length, layers);
  }
  if (depth !== undefined) {
    return expansion.planDepth(stages.length, depth);
  }
  throw new InputError("invalid-plan", "neither depth nor layers was given", {
    field: "depth",
    fix: `Give a depth, such as depth=9, or layers for each of the ${stages.length} stages.`,
  });
}
