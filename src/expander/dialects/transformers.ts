import { elementCount, transformersNames, transformersProjections } from "../../model/index.js";
import { sliceRun } from "../floats.js";
import type { ExpandedTensor } from "../tensors.js";

/**
 * The tensors of a class-token ViT as transformers' `ViTForImageClassification` saves them. Queries, keys and values,
 * one tensor in timm, are three there: each a run of its rows, so that no byte moves.
 */
export function transformersTensors(tensors: readonly ExpandedTensor[]): ExpandedTensor[] {
  return tensors.flatMap((tensor) => {
    const [, layer, inner = tensor.name] = /^blocks\.(\d+)\.(.+)$/.exec(tensor.name) ?? [];
    const prefix = layer === undefined ? "" : `vit.encoder.layer.${layer}.`;
    const [, part = inner, kind = ""] = /^(.+)(\.weight|\.bias)$/.exec(inner) ?? [];
    if (part === "attn.qkv") {
      return thirds(tensor).map((third, i) => ({
        ...third,
        name: `${prefix}attention.attention.${transformersProjections[i] ?? ""}${kind}`,
      }));
    }
    const name = transformersNames[part];
    if (name === undefined) {
      throw new Error(`transformers has no place for ${tensor.name}`);
    }
    return [{ ...tensor, name: `${prefix}${name}${kind}` }];
  });
}

/** Three tensors of a third of the rows each. */
function thirds({ name, shape, values }: ExpandedTensor): ExpandedTensor[] {
  const [rows = 0, ...rest] = shape;
  const length = elementCount(shape) / 3;
  return transformersProjections.map((_, i) => ({
    name,
    shape: [rows / 3, ...rest],
    values: sliceRun(values, i * length, (i + 1) * length),
  }));
}
