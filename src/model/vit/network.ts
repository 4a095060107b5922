import {
  add,
  axisSize,
  concat,
  expand,
  gelu,
  gemm,
  layerNorm,
  matmul,
  reduceMean,
  reshape,
  slice,
  softmax,
  transpose,
  type Value,
} from "../../graph/index.js";
import { patchCount, tokenCount, type VitConfig } from "./config.js";

/** The tensor of a network under its full name, `blocks.3.mlp.fc1.weight`. */
export type TensorLookup = (name: string) => Value;

/**
 * What becomes of a residual branch, `[batch * tokens, width]`, before it is added: branch 0 of a layer is its attention,
 * 1 its MLP. Stochastic depth scales it.
 */
export type BranchHook = (layer: number, branch: 0 | 1, rows: Value) => Value;

/**
 * Logits of a Vision Transformer (arXiv 2010.11929), computed as timm's `VisionTransformer` does.
 *
 * @param images `[batch, inChans, imageSize, imageSize]`, preprocessed
 * @returns `[batch, numClasses]`
 */
export function vitLogits(
  config: VitConfig,
  depth: number,
  images: Value,
  tensor: TensorLookup,
  onBranch: BranchHook = (_layer, _branch, rows) => rows,
): Value {
  let tokens = embed(config, images, tensor);
  for (let layer = 0; layer < depth; layer++) {
    tokens = block(
      config,
      tokens,
      (name) => tensor(`blocks.${layer}.${name}`),
      (branch, rows) => onBranch(layer, branch, rows),
    );
  }
  return linear(pool(config, tokens, tensor), tensor, "head");
}

/** Patches through a linear layer, the class token before them, position embeddings added. */
function embed(config: VitConfig, images: Value, tensor: TensorLookup): Value {
  const { embedDim, inChans, imageSize, patchSize: p } = config;
  const batch = axisSize(images.shape, 0);
  const side = imageSize / p;
  const patches = reshape(
    transpose(reshape(images, [batch, inChans, side, p, side, p]), [0, 2, 4, 1, 3, 5]),
    [batch * patchCount(config), inChans * p * p],
  );
  const kernel = reshape(tensor("patch_embed.proj.weight"), [embedDim, inChans * p * p]);
  const rows = gemm(patches, kernel, { transB: true, c: tensor("patch_embed.proj.bias") });
  const grid = reshape(rows, [batch, patchCount(config), embedDim]);
  const tokens =
    config.globalPool === "token"
      ? concat([expand(tensor("cls_token"), [batch, 1, embedDim]), grid], 1)
      : grid;
  return reshape(add(tokens, tensor("pos_embed")), [batch * tokenCount(config), embedDim]);
}

/** One pre-norm block on `[batch * tokens, width]`. */
function block(
  config: VitConfig,
  tokens: Value,
  tensor: TensorLookup,
  onBranch: (branch: 0 | 1, rows: Value) => Value,
): Value {
  const mixed = attention(config, norm(config, tokens, tensor, "norm1"), tensor);
  const attended = add(tokens, onBranch(0, mixed));
  const hidden = gelu(linear(norm(config, attended, tensor, "norm2"), tensor, "mlp.fc1"));
  return add(attended, onBranch(1, linear(hidden, tensor, "mlp.fc2")));
}

/**
 * Multi-head self-attention. Queries, keys and values come from three products with rows of `attn.qkv`: cutting
 * the weight is cheaper than cutting the activations that one product would give.
 */
function attention(config: VitConfig, tokens: Value, tensor: TensorLookup): Value {
  const { embedDim: d, numHeads } = config;
  const count = tokenCount(config);
  const batch = axisSize(tokens.shape, 0) / count;
  const headDim = d / numHeads;
  const heads = (index: number) => {
    const weight = slice(tensor("attn.qkv.weight"), 0, index * d, (index + 1) * d);
    const bias = slice(tensor("attn.qkv.bias"), 0, index * d, (index + 1) * d);
    const rows = gemm(tokens, weight, { transB: true, c: bias });
    return transpose(reshape(rows, [batch, count, numHeads, headDim]), [0, 2, 1, 3]);
  };
  const [queries, keys, values] = [heads(0), heads(1), heads(2)];
  const weights = softmax(matmul(queries, keys, { transB: true, scale: headDim ** -0.5 }));
  const mixed = transpose(matmul(weights, values), [0, 2, 1, 3]);
  return linear(reshape(mixed, [batch * count, d]), tensor, "attn.proj");
}

/** `[batch, width]`, normalized before or after pooling as configured. */
function pool(config: VitConfig, tokens: Value, tensor: TensorLookup): Value {
  const { embedDim } = config;
  const count = tokenCount(config);
  const batch = axisSize(tokens.shape, 0) / count;
  const byImage = (rows: Value) => reshape(rows, [batch, count, embedDim]);
  if (config.globalPool === "token") {
    // LayerNorm works token by token, so only the class token's need be computed.
    const classToken = reshape(slice(byImage(tokens), 1, 0, 1), [batch, embedDim]);
    return norm(config, classToken, tensor, lastNorm(config));
  }
  return config.fcNorm
    ? norm(config, reduceMean(byImage(tokens), [1]), tensor, lastNorm(config))
    : reduceMean(byImage(norm(config, tokens, tensor, lastNorm(config))), [1]);
}

const lastNorm = (config: VitConfig) => (config.fcNorm ? "fc_norm" : "norm");

function norm(config: VitConfig, x: Value, tensor: TensorLookup, name: string): Value {
  return layerNorm(x, tensor(`${name}.weight`), tensor(`${name}.bias`), config.normEps);
}

function linear(x: Value, tensor: TensorLookup, name: string): Value {
  return gemm(x, tensor(`${name}.weight`), { transB: true, c: tensor(`${name}.bias`) });
}
