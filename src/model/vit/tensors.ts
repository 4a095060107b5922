import type { TensorSpec } from "../tensor.js";
import { mlpWidth, patchCount, tokenCount, type VitConfig } from "./config.js";

/** Tensors before the blocks, in timm's order. */
export function vitStemTensors(config: VitConfig): TensorSpec[] {
  const { embedDim: d, inChans, patchSize: p } = config;
  const classToken = config.globalPool === "token" ? [{ name: "cls_token", shape: [1, 1, d] }] : [];
  return [
    ...classToken,
    { name: "pos_embed", shape: [1, tokenCount(config), d] },
    { name: "patch_embed.proj.weight", shape: [d, inChans, p, p] },
    { name: "patch_embed.proj.bias", shape: [d] },
  ];
}

/** Tensors of one block, named relative to it (`norm1.weight`), in timm's order. */
export function vitBlockTensors(config: VitConfig): TensorSpec[] {
  const d = config.embedDim;
  const hidden = mlpWidth(config);
  return [
    { name: "norm1.weight", shape: [d] },
    { name: "norm1.bias", shape: [d] },
    { name: "attn.qkv.weight", shape: [3 * d, d] },
    { name: "attn.qkv.bias", shape: [3 * d] },
    { name: "attn.proj.weight", shape: [d, d] },
    { name: "attn.proj.bias", shape: [d] },
    { name: "norm2.weight", shape: [d] },
    { name: "norm2.bias", shape: [d] },
    { name: "mlp.fc1.weight", shape: [hidden, d] },
    { name: "mlp.fc1.bias", shape: [hidden] },
    { name: "mlp.fc2.weight", shape: [d, hidden] },
    { name: "mlp.fc2.bias", shape: [d] },
  ];
}

/** Tensors after the blocks, in timm's order: the last LayerNorm, then the classifier. */
export function vitHeadTensors(config: VitConfig): TensorSpec[] {
  const { embedDim: d, numClasses } = config;
  const norm = config.fcNorm ? "fc_norm" : "norm";
  return [
    { name: `${norm}.weight`, shape: [d] },
    { name: `${norm}.bias`, shape: [d] },
    { name: "head.weight", shape: [numClasses, d] },
    { name: "head.bias", shape: [numClasses] },
  ];
}

/**
 * FLOPs of one image through `depth` blocks: multiply-adds times two of every matrix product, which is what
 * PyTorch's `FlopCounterMode` counts. Element-wise work and LayerNorm are left out, as they are there.
 */
export function vitFlops(config: VitConfig, depth: number): number {
  const { embedDim: d, inChans, patchSize: p, numClasses } = config;
  const tokens = tokenCount(config);
  const patchEmbedding = patchCount(config) * inChans * p * p * d;
  const linear = tokens * d * (3 * d + d + 2 * mlpWidth(config));
  const attention = 2 * tokens * tokens * d;
  return 2 * (patchEmbedding + depth * (linear + attention) + d * numClasses);
}
