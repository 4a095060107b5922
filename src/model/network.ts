import { add, mul, type Value } from "../graph/index.js";
import type { Architecture } from "./architecture.js";
import type { Plan } from "./plan.js";
import { ruleNamed } from "./rules/index.js";
import { vitLogits, type BranchHook, type TensorLookup } from "./vit/network.js";

export type { BranchHook, TensorLookup } from "./vit/network.js";

/** Names of a network's input and output, in ONNX files and where they are run. */
export const NETWORK_IO = { images: "images", logits: "logits" } as const;

/**
 * Logits of a network of `depth` layers.
 *
 * @param images `[batch, channels, height, width]`, preprocessed
 * @param tensor its tensors by name, `blocks.{i}.…` for those of layers
 * @param onBranch what becomes of each residual branch; left out, nothing
 * @returns `[batch, classes]`
 */
export function networkLogits(
  architecture: Architecture,
  depth: number,
  images: Value,
  tensor: TensorLookup,
  onBranch?: BranchHook,
): Value {
  return vitLogits(architecture.config, depth, images, tensor, onBranch);
}

/** Shape of a batch of images of an architecture. */
export function imagesShape({ config }: Architecture, batch: number): number[] {
  return [batch, config.inChans, config.imageSize, config.imageSize];
}

/**
 * Tensors of the network that `plan` describes, made from those of a learngene inside the graph. Layers of one
 * stage read the same value, so that differentiation sums their gradients.
 */
export function plannedTensors(plan: Plan, stored: TensorLookup): TensorLookup {
  const { blockName } = ruleNamed(plan.rule);
  return (name) => {
    const match = /^blocks\.(\d+)\.(.+)$/.exec(name);
    if (match === null) {
      return stored(name);
    }
    const [, layer, tensor] = match;
    const terms = (plan.terms[Number(layer)] ?? []).map(({ source, coefficient }) => {
      const value = stored(`${blockName(source)}.${tensor ?? ""}`);
      return coefficient === 1 ? value : mul(value, coefficient);
    });
    return terms.reduce((sum, term) => add(sum, term));
  };
}
