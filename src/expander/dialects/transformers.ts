import { elementCount } from "../../model/index.js";
import { sliceRun } from "../floats.js";
import type { ExpandedTensor } from "../tensors.js";

/** Names outside of layers, and in them after `vit.encoder.layer.{i}.`. */
const names: Readonly<Record<string, string>> = {
  cls_token: "vit.embeddings.cls_token",
  pos_embed: "vit.embeddings.position_embeddings",
  "patch_embed.proj": "vit.embeddings.patch_embeddings.projection",
  norm: "vit.layernorm",
  head: "classifier",
  norm1: "layernorm_before",
  "attn.proj": "attention.output.dense",
  norm2: "layernorm_after",
  "mlp.fc1": "intermediate.dense",
  "mlp.fc2": "output.dense",
};

/** In the order of their rows in timm's `attn.qkv`. */
const projections = ["query", "key", "value"];

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
        name: `${prefix}attention.attention.${projections[i] ?? ""}${kind}`,
      }));
    }
    const name = names[part];
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
  return projections.map((_, i) => ({
    name,
    shape: [rows / 3, ...rest],
    values: sliceRun(values, i * length, (i + 1) * length),
  }));
}
