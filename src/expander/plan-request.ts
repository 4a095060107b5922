import type { Manifest } from "../formats/index.js";
import { InputError, ruleNamed, type Plan } from "../model/index.js";

/** How a depth is shared out over the stages. */
export const layouts = ["even", "proportional"] as const;

export type Layout = (typeof layouts)[number];

/** What a user asks for: a depth or layers. */
export interface PlanRequest {
  /** Layers of the network. */
  readonly depth?: number | undefined;
  /** Layers of each stage. */
  readonly layers?: readonly number[] | undefined;
  /** How a depth is shared out: evenly, or as the Aux-Net's layers were. Default: `even`. */
  readonly layout?: Layout | undefined;
}

/**
 * The plan that a request means for a learngene, under the learngene's own rule. Throws `invalid-plan` if neither or
 * both parts are given, or if the one given fits no plan.
 */
export function planRequest(
  { depth, layers, layout }: PlanRequest,
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
  if (layers !== undefined && layout !== undefined) {
    throw new InputError("invalid-plan", "layers and layout were both given, and layers are a layout", {
      field: "layout",
      value: layout,
      fix: "Give depth with layout, or layers alone.",
    });
  }
  if (layers !== undefined) {
    return expansion.planLayers(stages.length, layers);
  }
  if (depth !== undefined) {
    const shares = layout === "proportional" ? stages.map((stage) => stage.layers) : undefined;
    return expansion.planDepth(stages.length, depth, shares);
  }
  throw new InputError("invalid-plan", "neither depth nor layers was given, nor any budget", {
    field: "depth",
    fix: `Give a depth, such as depth=9, layers for each of the ${stages.length} stages, or a budget, such as maxParams=15M.`,
  });
}
