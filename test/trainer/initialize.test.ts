import { describe, expect, it } from "vitest";
import { networkTensors, type Architecture } from "../../src/model/index.js";
import { initialWeights } from "../../src/trainer/initialize.js";
import { Random } from "../../src/trainer/random.js";
import { patternArchitecture } from "../support/tiny-training.js";

const architecture: Architecture = {
  family: "vit",
  config: { ...patternArchitecture.config, embedDim: 64, globalPool: "token", patchSize: 4 },
};
const draw = (depth: number, seed = 1) =>
  initialWeights(architecture, networkTensors(architecture, depth), Random.fromSeed(seed));

const deviation = (values: Float32Array) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
};

describe("fresh weights", () => {
  const weights = draw(2);
  const tensor = (name: string) => weights.get(name) ?? new Float32Array(0);

  it("are drawn as timm draws them", () => {
    for (const name of ["blocks.0.attn.qkv.weight", "blocks.1.mlp.fc2.weight", "pos_embed", "head.weight"]) {
      // Of n draws, the deviation is off by about 0.02 / sqrt(2 n).
      const { length } = tensor(name);
      expect(Math.abs(deviation(tensor(name)) - 0.02), name).toBeLessThan((4 * 0.02) / Math.sqrt(2 * length));
    }
    const kernel = tensor("patch_embed.proj.weight");
    expect(deviation(kernel)).toBeCloseTo(0.25 / Math.sqrt(3), 2);
    expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(0.25);
    expect(Math.max(...kernel)).toBeGreaterThan(0.24);
    expect(deviation(tensor("cls_token"))).toBeGreaterThan(5e-7);
    expect(deviation(tensor("cls_token"))).toBeLessThan(2e-6);
  });

  it("start norms at 1 and biases at 0, but for the kernel's bias", () => {
    for (const [name, values] of weights) {
      if (/norm\d?\.weight$/.test(name))
        expect(values, name).toEqual(new Float32Array(values.length).fill(1));
      if (name.endsWith("bias") && !name.startsWith("patch_embed")) {
        expect(values, name).toEqual(new Float32Array(values.length));
      }
    }
    expect(deviation(tensor("patch_embed.proj.bias"))).toBeGreaterThan(0.1);
  });

  it("depend on the seed and the tensor's name alone, so that a deeper network begins like a shallower one", () => {
    const deeper = draw(5);
    for (const [name, values] of weights) expect(deeper.get(name), name).toEqual(values);
    expect(draw(2, 2).get("head.weight")).not.toEqual(tensor("head.weight"));
    expect(tensor("blocks.0.attn.proj.weight")).not.toEqual(tensor("blocks.1.attn.proj.weight"));
  });

  it("are one tensor for each name, of its shape", () => {
    const specs = networkTensors(architecture, 2);
    expect([...weights.keys()]).toEqual(specs.map(({ name }) => name));
    expect([...weights.values()].map(({ length }) => length)).toEqual(
      specs.map(({ shape }) => shape.reduce((product, size) => product * size, 1)),
    );
  });
});
