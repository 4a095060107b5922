/** Names that an expansion's tensors can bear. To add a dialect, add a file and its line here, and to `form.ts`. */
import type { Dialect } from "../form.js";
import type { ExpandedTensor } from "../tensors.js";
import { transformersTensors } from "./transformers.js";

/** The same tensors as a dialect names and cuts them, in the same order of bytes. */
export function inDialect(dialect: Dialect, tensors: readonly ExpandedTensor[]): readonly ExpandedTensor[] {
  switch (dialect) {
    case "timm":
      return tensors;
    case "transformers":
      return transformersTensors(tensors);
  }
}
