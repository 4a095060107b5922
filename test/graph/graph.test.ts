import { describe, expect, it } from "vitest";
import {
  add,
  exp,
  Graph,
  gelu,
  layerNorm,
  layerNormStatistics,
  mul,
  nodesBehind,
} from "../../src/graph/index.js";

describe("a graph", () => {
  it("gives the same value for the same operator on the same inputs", () => {
    const graph = new Graph();
    const x = graph.input("x", [2, 3]);
    expect(exp(add(x, 1))).toBe(exp(add(x, 1)));
    expect(graph.input("x", [2, 3])).toBe(x);
    expect(graph.nodes.map(({ op }) => op)).toEqual(["input", "constant", "add", "exp"]);
  });

  it("tells operators apart by their inputs, their order and their attributes", () => {
    const graph = new Graph();
    const [x, y] = [graph.input("x", [2]), graph.input("y", [2])];
    const values = [
      add(x, y),
      add(y, x),
      mul(x, y),
      layerNorm(x, y, y, 1e-6),
      layerNorm(x, y, y, 1e-5),
      graph.constant(1),
      graph.constant(1 + Number.EPSILON),
    ];
    expect(new Set(values).size).toBe(values.length);
  });

  it("tells constants that JSON cannot write apart", () => {
    const graph = new Graph();
    const values = [NaN, Infinity, -Infinity].map((value) => graph.constant(value));
    expect(new Set(values).size).toBe(3);
    expect(graph.constant(-Infinity)).toBe(values[2]);
  });

  it("numbers its values in the order of making, outputs of one node behind one another", () => {
    const graph = new Graph();
    const [x, gamma] = [graph.input("x", [2, 3]), graph.input("gamma", [3])];
    const y = layerNorm(x, gamma, gamma, 1e-6);
    const { mean, invStd } = layerNormStatistics(y);
    expect([x, gamma, y, mean, invStd].map(({ id }) => id)).toEqual([0, 1, 2, 3, 4]);
    expect([mean.shape, invStd.shape]).toEqual([
      [2, 1],
      [2, 1],
    ]);
  });

  it("finds the nodes behind values, each once and after those it reads", () => {
    const graph = new Graph();
    const x = graph.input("x", [2]);
    const unused = gelu(x);
    const [a, b] = [exp(x), add(x, 1)];
    const ops = (...values: (typeof x)[]) => nodesBehind(values).map(({ op }) => op);
    expect(ops(mul(a, b), a)).toEqual(["input", "exp", "constant", "add", "mul"]);
    expect(ops(unused)).toEqual(["input", "gelu"]);
    expect(nodesBehind([])).toEqual([]);
  });

  it("refuses values of another graph, whose numbers mean something else", () => {
    const x = new Graph().input("x", [2]);
    const y = new Graph().input("y", [2]);
    expect(() => add(x, y)).toThrow("add: an input belongs to another graph");
  });

  it("refuses two inputs of one name", () => {
    const graph = new Graph();
    graph.input("x", [2]);
    expect(() => graph.input("x", [3])).toThrow("input x is [2] already, not [3]");
  });
});
