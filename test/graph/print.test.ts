import { describe, expect, it } from "vitest";
import {
  add,
  ANY_BATCH,
  checkGraph,
  gemm,
  Graph,
  layerNorm,
  printGraph,
  reduceMean,
  reshape,
  type Value,
} from "../../src/graph/index.js";

function smallNetwork(): Value {
  const graph = new Graph();
  const x = graph.input("x", [ANY_BATCH, 2, 3]);
  const rows = reshape(x, [2 * ANY_BATCH, 3]);
  const hidden = gemm(rows, graph.input("w", [4, 3]), { transB: true, c: graph.input("b", [4]) });
  const scale = graph.input("gamma", [4]);
  return reduceMean(reshape(add(layerNorm(hidden, scale, scale, 1e-6), 1.5), [ANY_BATCH, 2, 4]), [1]);
}

describe("a printed graph", () => {
  it("shows a node a line, with shapes, operands and attributes", () => {
    expect(printGraph([smallNetwork()])).toMatchInlineSnapshot(`
      "%0 [B, 2, 3] = input() {"name":"x","shape":[-1,2,3]}
      %1 [2B, 3] = reshape(%0) {"shape":[-2,3]}
      %2 [4, 3] = input() {"name":"w","shape":[4,3]}
      %3 [4] = input() {"name":"b","shape":[4]}
      %4 [2B, 4] = gemm(%1, %2, %3) {"transA":false,"transB":true}
      %5 [4] = input() {"name":"gamma","shape":[4]}
      %6 [2B, 4], %7 [2B, 1], %8 [2B, 1] = layerNorm(%4, %5, %5) {"epsilon":0.000001}
      %9 [] = constant() {"value":1.5}
      %10 [2B, 4] = add(%6, %9)
      %11 [B, 2, 4] = reshape(%10) {"shape":[-1,2,4]}
      %12 [B, 4] = reduceMean(%11) {"axes":[1],"keepDims":false}
      return %12"
    `);
  });

  it("leaves out what the outputs do not need", () => {
    const graph = new Graph();
    const x = graph.input("x", [2]);
    add(x, 1);
    expect(printGraph([x])).toBe('%0 [2] = input() {"name":"x","shape":[2]}\nreturn %0');
  });
});

describe("checking a graph", () => {
  const check = (value: Value) => () => {
    checkGraph([value]);
  };

  it("accepts one that was built by its rules", () => {
    expect(check(smallNetwork())).not.toThrow();
  });

  it("finds a shape that its operator does not give", () => {
    const y = smallNetwork();
    const norm = y.graph.nodes.find(({ op }) => op === "layerNorm");
    Object.assign(norm?.outputs[1] ?? {}, { shape: [4, 1] });
    expect(check(y)).toThrow("layerNorm: [2B, 4],[4, 1],[2B, 1] stated, [2B, 4],[2B, 1],[2B, 1] derived");
  });

  it("finds an operator whose inputs no longer fit", () => {
    const y = smallNetwork();
    Object.assign(y.graph.input("w", [4, 3]), { shape: [4, 5] });
    expect(check(y)).toThrow("input: [4, 5] stated, [4, 3] derived");
  });
});
