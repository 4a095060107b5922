import { describe, expect, it } from "vitest";
import {
  elementCount,
  learngeneTensors,
  networkCost,
  networkTensors,
  type Architecture,
  type VitConfig,
} from "../../src/model/index.js";

function vit(config: Partial<VitConfig>): Architecture {
  const base: VitConfig = {
    imageSize: 224,
    patchSize: 16,
    inChans: 3,
    numClasses: 1000,
    embedDim: 768,
    numHeads: 12,
    mlpRatio: 4,
    globalPool: "token",
    fcNorm: false,
    normEps: 1e-6,
  };
  return { family: "vit", config: { ...base, ...config } };
}

const small = {
  imageSize: 8,
  patchSize: 4,
  inChans: 2,
  numClasses: 5,
  embedDim: 6,
  numHeads: 2,
  mlpRatio: 2.5,
};

// `timm.models.vision_transformer.VisionTransformer(...).state_dict()` of one block, in its order.
const blockOfSmall: [string, number[]][] = [
  ["norm1.weight", [6]],
  ["norm1.bias", [6]],
  ["attn.qkv.weight", [18, 6]],
  ["attn.qkv.bias", [18]],
  ["attn.proj.weight", [6, 6]],
  ["attn.proj.bias", [6]],
  ["norm2.weight", [6]],
  ["norm2.bias", [6]],
  ["mlp.fc1.weight", [15, 6]],
  ["mlp.fc1.bias", [15]],
  ["mlp.fc2.weight", [6, 15]],
  ["mlp.fc2.bias", [6]],
];
const named = (prefix: string) => blockOfSmall.map(([name, shape]) => [`${prefix}.${name}`, shape]);
const listed = (tensors: { name: string; shape: readonly number[] }[]) =>
  tensors.map(({ name, shape }) => [name, shape]);

describe("a ViT's tensors", () => {
  it("with a class token are timm's, names, shapes and order", () => {
    expect(listed(networkTensors(vit(small), 2))).toEqual([
      ["cls_token", [1, 1, 6]],
      ["pos_embed", [1, 5, 6]],
      ["patch_embed.proj.weight", [6, 2, 4, 4]],
      ["patch_embed.proj.bias", [6]],
      ...named("blocks.0"),
      ...named("blocks.1"),
      ["norm.weight", [6]],
      ["norm.bias", [6]],
      ["head.weight", [5, 6]],
      ["head.bias", [5]],
    ]);
  });

  it("with mean pooling have no class token, and the last norm where the configuration says", () => {
    const names = (fcNorm: boolean) =>
      networkTensors(vit({ ...small, globalPool: "avg", fcNorm }), 1).map((tensor) => tensor.name);
    expect(names(true).slice(0, 2)).toEqual(["pos_embed", "patch_embed.proj.weight"]);
    expect(names(true).slice(-4)).toEqual(["fc_norm.weight", "fc_norm.bias", "head.weight", "head.bias"]);
    expect(names(false).slice(-4, -2)).toEqual(["norm.weight", "norm.bias"]);
    const [pos] = networkTensors(vit({ ...small, globalPool: "avg" }), 1);
    expect(pos).toEqual({ name: "pos_embed", shape: [1, 4, 6] });
  });

  it("of a learngene have stages in place of blocks", () => {
    const network = networkTensors(vit(small), 3);
    expect(learngeneTensors(vit(small), 3)).toEqual(
      network.map(({ name, shape }) => ({ name: name.replace("blocks.", "stages."), shape })),
    );
  });
});

describe("the cost of a network", () => {
  // Published figures of timm's vit_*_patch16_224 and DeiT: exact parameters.
  it.each([
    ["tiny", { embedDim: 192, numHeads: 3 }, 5_717_416],
    ["small", { embedDim: 384, numHeads: 6 }, 22_050_664],
    ["base", { embedDim: 768, numHeads: 12 }, 86_567_656],
  ])("has the published number of parameters of ViT-%s", (_, config, params) => {
    const architecture = vit(config);
    expect(networkCost(architecture, 12).params).toBe(params);
    const listedParams = networkTensors(architecture, 12).reduce((n, t) => n + elementCount(t.shape), 0);
    expect(listedParams).toBe(params);
  });

  it("has ViT-base's multiply-adds of matrix products, counted by hand, times two", () => {
    const patches = 196 * (16 * 16 * 3) * 768;
    const qkv = 197 * 768 * 2304;
    const scoresAndSums = 2 * 197 * 197 * 768;
    const projection = 197 * 768 * 768;
    const mlp = 2 * 197 * 768 * 3072;
    const head = 768 * 1000;
    const multiplyAdds = patches + 12 * (qkv + scoresAndSums + projection + mlp) + head;
    const { flops } = networkCost(vit({}), 12);
    expect(flops).toBe(2 * multiplyAdds);
    // PyTorch's FlopCounterMode shows 17.56 G multiply-adds; the figure has four digits.
    expect(Math.abs(flops / 2 / 1e9 - 17.56)).toBeLessThan(0.005);
  });

  it("grows by one block a layer", () => {
    const cost = (depth: number) => networkCost(vit(small), depth);
    const block = blockOfSmall.reduce((n, [, shape]) => n + elementCount(shape), 0);
    expect(cost(7).params - cost(6).params).toBe(block);
    expect(cost(7).flops - cost(6).flops).toBe(cost(2).flops - cost(1).flops);
  });
});
