/**
 * How transformers' `ViTForImageClassification` names the tensors of a class-token ViT: by timm's name, outside of layers
 * and in them after `vit.encoder.layer.{i}.`, what stands before `.weight` or `.bias`. timm's `attn.qkv` is three tensors
 * there, see {@link transformersProjections}.
 */
export const transformersNames: Readonly<Record<string, string>> = {
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

/** The parts of `attn.qkv` in the order of its rows, in layers after `attention.attention.`. */
export const transformersProjections = ["query", "key", "value"] as const;
