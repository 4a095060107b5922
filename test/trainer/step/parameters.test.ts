import { describe, expect, it } from "vitest";
import { networkTensors } from "../../../src/model/index.js";
import { layOutParameters } from "../../../src/trainer/step/parameters.js";
import { tinyArchitecture } from "../../support/learngenes.js";
import { readReference, referenceNetwork } from "../../support/reference.js";

describe("the layout of parameters", () => {
  it("puts each behind the last of its group, in the given order", () => {
    const layout = layOutParameters([
      { name: "a.weight", shape: [2, 3] },
      { name: "a.bias", shape: [2] },
      { name: "b.weight", shape: [1, 4] },
      { name: "b.bias", shape: [] },
    ]);
    expect(layout.sizes).toEqual({ decayed: 10, plain: 3 });
    expect(layout.slots.map(({ name, group, start, end }) => [name, group, start, end])).toEqual([
      ["a.weight", "decayed", 0, 6],
      ["a.bias", "plain", 0, 2],
      ["b.weight", "decayed", 6, 10],
      ["b.bias", "plain", 2, 3],
    ]);
  });

  it("decays what timm decays: matrices and kernels, no norms, biases, embeddings or class tokens", () => {
    const reference = readReference("adamw");
    const { architecture, depth } = referenceNetwork(reference);
    const decayed = layOutParameters(networkTensors(architecture, depth)).slots.filter(
      ({ group }) => group === "decayed",
    );
    expect(decayed.map(({ name }) => name)).toEqual(reference.about["decayed"]);
  });

  it("keeps the class token and the position embedding out of the decay though they have three axes", () => {
    const { config } = tinyArchitecture;
    const tensors = networkTensors({ family: "vit", config: { ...config, globalPool: "token" } }, 1);
    const plain = layOutParameters(tensors).slots.filter(({ group }) => group === "plain");
    expect(plain.filter(({ shape }) => shape.length > 1).map(({ name }) => name)).toEqual([
      "cls_token",
      "pos_embed",
    ]);
  });
});
