import { networkCost, type NetworkCost } from "../model/index.js";
import { planExpansion } from "./expand.js";
import type { Expandable } from "./request.js";

/** What the network that a plan describes costs. */
export interface PlanCost extends NetworkCost {
  /** Length of the file in each format, exactly. */
  readonly bytes: { readonly safetensors: number };
}

/** The cost of an expansion; reads no weights. Lengths depend on the manifest, so they need the whole learngene. */
export function planCost(expandable: Expandable): PlanCost {
  const { architecture } = expandable.learngene.manifest;
  return {
    ...networkCost(architecture, expandable.plan.depth),
    bytes: { safetensors: planExpansion({ ...expandable, format: "safetensors" }).length },
  };
}
