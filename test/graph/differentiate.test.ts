import { describe, expect, it } from "vitest";
import {
  add,
  ANY_BATCH,
  differentiate,
  exp,
  gemm,
  Graph,
  layerNorm,
  layerNormStatistics,
  mul,
  nodesBehind,
  reduceMean,
  reduceSum,
  sign,
  type Value,
} from "../../src/graph/index.js";
import { expectClose } from "../support/numbers.js";
import { runGraph } from "../support/run-graph.js";

const total = (x: Value) =>
  reduceSum(
    x,
    x.shape.map((_, axis) => axis),
  );

async function gradientOf(loss: Value, source: Value, feeds: Record<string, number[]>) {
  const [gradient] = differentiate(loss, [source]);
  const results = await runGraph({ gradient: gradient ?? source }, feeds);
  return [...(results["gradient"] ?? [])];
}

describe("differentiation", () => {
  it("sums over all paths from a source to the loss", async () => {
    const graph = new Graph();
    const x = graph.input("x", [3]);
    // x^3 + 5 x + x, by four uses of x.
    const loss = total(add(add(mul(mul(x, x), x), mul(x, 5)), x));
    expect(await gradientOf(loss, x, { x: [1, 2, -3] })).toEqual([9, 18, 33]);
  });

  it("adds the gradients of a matrix that several products use, each product in the next one's sum", async () => {
    const graph = new Graph();
    const [x, w] = [graph.input("x", [1, 2]), graph.input("w", [2, 2])];
    const loss = total(gemm(gemm(gemm(x, w), w), w));
    const [gradient] = differentiate(loss, [w]);
    const products = nodesBehind([gradient ?? loss]).filter(({ op }) => op === "gemm");
    expect(products.filter(({ inputs }) => inputs.length === 3)).toHaveLength(2);
    expect(nodesBehind([gradient ?? loss]).map(({ op }) => op)).not.toContain("add");
    // The loss is x W^3 1; its gradient the sum over k of (x W^k)^T (W^(2-k) 1)^T.
    const feeds = { x: [1, 2], w: [1, 2, 3, 4] };
    const terms = [
      { left: [1, 2], right: [17, 37] },
      { left: [7, 10], right: [3, 7] },
      { left: [37, 54], right: [1, 1] },
    ];
    const sum = (row: number, column: number) =>
      terms.reduce((all, { left, right }) => all + (left[row] ?? 0) * (right[column] ?? 0), 0);
    const byHand = [sum(0, 0), sum(0, 1), sum(1, 0), sum(1, 1)];
    expect(await gradientOf(loss, w, feeds)).toEqual(byHand);
  });

  it("gives one gradient a source, in their order, also for values between inputs and loss", async () => {
    const graph = new Graph();
    const [x, y] = [graph.input("x", []), graph.input("y", [])];
    const between = mul(x, y);
    const loss = mul(between, between);
    const [dBetween, dy, dx, dLoss] = differentiate(loss, [between, y, x, loss]);
    const results = await runGraph(
      { dBetween: dBetween ?? loss, dy: dy ?? loss, dx: dx ?? loss, dLoss: dLoss ?? loss },
      { x: [2], y: [5] },
    );
    expect(Object.values(results).map(([value]) => value)).toEqual([20, 40, 100, 1]);
  });

  it("can be applied to gradients again", async () => {
    const graph = new Graph();
    const x = graph.input("x", []);
    const [first = x] = differentiate(mul(exp(mul(x, 2)), x), [x]);
    // (e^2x x)'' = (4 x + 4) e^2x.
    expectClose(await gradientOf(first, x, { x: [0.5] }), [6 * Math.E], 1e-5);
  });

  it("needs nothing for inputs that nobody asks about", () => {
    const graph = new Graph();
    const [x, w] = [graph.input("x", [4, 2]), graph.input("w", [2, 3])];
    const loss = total(gemm(x, w));
    const [gradient] = differentiate(loss, [w]);
    expect(gradient?.shape).toEqual([2, 3]);
    const behind = nodesBehind([gradient ?? loss]);
    // The product with x; that with w would be the gradient of x.
    expect(behind.filter(({ op }) => op === "gemm").map(({ inputs }) => inputs[0])).toEqual([x]);
    expect(behind.flatMap(({ inputs }) => inputs)).not.toContain(w);
  });

  it("is refused for what is no scalar", () => {
    const x = new Graph().input("x", [1]);
    expect(() => differentiate(exp(x), [x])).toThrow("only a scalar can be differentiated");
  });

  it("is refused for a source that the loss does not depend on, or only in steps", () => {
    const graph = new Graph();
    const [x, unused] = [graph.input("x", [2]), graph.input("unused", [2])];
    expect(() => differentiate(total(x), [x, unused])).toThrow(
      `the loss does not depend on value ${unused.id}`,
    );
    expect(() => differentiate(total(sign(x)), [x])).toThrow("the loss does not depend on value");
  });

  it("is refused through the statistics of a LayerNorm, whose gradients are not written", () => {
    const graph = new Graph();
    const [x, gamma] = [graph.input("x", [2, 3]), graph.input("gamma", [3])];
    const { mean } = layerNormStatistics(layerNorm(x, gamma, gamma, 1e-6));
    expect(() => differentiate(total(mean), [x])).toThrow("only its first output can be differentiated");
    expect(() => differentiate(add(total(mean), total(gamma)), [gamma])).toThrow("only its first output");
  });

  it("is refused for a mean over a batch of unknown size", () => {
    const x = new Graph().input("x", [ANY_BATCH, 2]);
    expect(() => differentiate(total(reduceMean(x, [0])), [x])).toThrow("a batch of unknown size");
    expect(differentiate(total(reduceMean(x, [1])), [x]).map(({ shape }) => shape)).toEqual([[ANY_BATCH, 2]]);
  });
});
