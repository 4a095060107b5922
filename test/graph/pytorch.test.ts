/** Operators with gradients of their own against PyTorch's, from test/fixtures/reference/operators.safetensors. */
import { describe, expect, it } from "vitest";
import { differentiate, gelu, Graph, layerNorm, mul, reduceSum } from "../../src/graph/index.js";
import { expectClose } from "../support/numbers.js";
import { readReference } from "../support/reference.js";
import { runGraph } from "../support/run-graph.js";

const reference = readReference("operators");

describe("GELU", () => {
  it("has PyTorch's values and gradients, exact and not the tanh approximation", async () => {
    const graph = new Graph();
    const x = graph.input("x", [241]);
    const y = gelu(x);
    const [gradient = x] = differentiate(reduceSum(y, [0]), [x]);
    const results = await runGraph({ y, gradient }, { x: reference.tensor("gelu.x") });
    // Measured: 4.8e-7 and 1.2e-7; the tanh approximation is 4.7e-4 off.
    expectClose(results["y"], reference.tensor("gelu.y"), 1e-6);
    expectClose(results["gradient"], reference.tensor("gelu.grad"), 1e-6);
  });
});

describe("LayerNorm", () => {
  it("has PyTorch's values and gradients to its input, scale and shift", async () => {
    const graph = new Graph();
    const [x, gamma, beta] = [
      graph.input("x", [4, 10]),
      graph.input("gamma", [10]),
      graph.input("beta", [10]),
    ];
    const y = layerNorm(x, gamma, beta, 1e-6);
    const loss = reduceSum(mul(y, graph.input("upstream", [4, 10])), [0, 1]);
    const [xGrad = x, gammaGrad = x, betaGrad = x] = differentiate(loss, [x, gamma, beta]);
    const outputs = { y, xGrad, gammaGrad, betaGrad };
    const tensors = Object.fromEntries(reference.under("layerNorm"));
    const results = await runGraph(outputs, tensors);
    for (const name of Object.keys(outputs)) {
      // Measured: at most 4.8e-7.
      expectClose(results[name], tensors[name] ?? [], 5e-6, name);
    }
    expect(tensors["y"]).toHaveLength(40);
  });
});
