/** Tensors that a form asks for and no learngene stores. */
import type { TensorSpec } from "../../model/index.js";
import type { FloatRun } from "../floats.js";
import type { Expandable } from "../request.js";
import { freshHead } from "./head.js";
import { resizedPositions } from "./positions.js";

/** Values of a tensor that are not the learngene's own; `undefined` where they are. */
export function madeValues(expandable: Expandable, spec: TensorSpec): FloatRun | undefined {
  if (spec.name.startsWith("head.")) {
    return freshHead(expandable, spec);
  }
  return spec.name === "pos_embed" ? resizedPositions(expandable) : undefined;
}
