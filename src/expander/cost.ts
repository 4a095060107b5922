import { InputError, networkCost, type NetworkCost } from "../model/index.js";
import { planExpansion } from "./expand.js";
import { expandedArchitecture } from "./form.js";
import type { Expandable } from "./request.js";
import type { ExpansionFormat } from "./writers/index.js";

/** What the network that a plan describes costs. */
export interface PlanCost extends NetworkCost {
  /** Length of the file in each format, exactly; `null` where that format cannot hold so large a network. */
  readonly bytes: Readonly<Record<ExpansionFormat, number | null>>;
}

/** The cost of an expansion; reads no weights. Lengths depend on the manifest, so they need the whole learngene. */
export function planCost(expandable: Expandable): PlanCost {
  return {
    ...networkCost(expandedArchitecture(expandable), expandable.plan.depth),
    bytes: {
      safetensors: fileLength(expandable, "safetensors"),
      onnx: fileLength(expandable, "onnx"),
    },
  };
}

function fileLength(expandable: Expandable, format: ExpansionFormat): number | null {
  try {
    return planExpansion({ ...expandable, format }).length;
  } catch (error) {
    if (error instanceof InputError && error.field === "format") {
      return null;
    }
    throw error;
  }
}
