import { describe, expect, it } from "vitest";
import { depthFigures } from "../../src/page/model/series.js";

const result = (accuracy: number) => ({ depth: 1, layers: [1], accuracy, loss: 1 });
const depth = (params: number, accuracy: Parameters<typeof depthFigures>[0][number]["accuracy"]) => ({
  depth: params,
  layers: [params],
  cost: { params, flops: 2 * params, bytes: { safetensors: 4 * params, onnx: null }, memory: 5 * params },
  fits: true,
  accuracy,
});

describe("figures by depth", () => {
  const depths = [
    depth(1, { dataset: "d", kind: "measured", results: [result(0.5)] }),
    depth(2, { dataset: "d", kind: "nearest", results: [result(0.5), result(0.9)] }),
    depth(3, null),
  ];

  it("are what each depth costs, and its own measured accuracy alone", () => {
    const figures = Object.fromEntries(
      depthFigures(depths, "safetensors").map(({ key, values }) => [key, values]),
    );
    expect(figures).toEqual({
      params: [1, 2, 3],
      flops: [2, 4, 6],
      bytes: [4, 8, 12],
      memory: [5, 10, 15],
      accuracy: [50, null, null],
    });
  });

  it("are left out where no depth has them", () => {
    const keys = depthFigures(depths, "onnx").map(({ key }) => key);
    expect(keys).toEqual(["params", "flops", "memory", "accuracy"]);
  });
});
