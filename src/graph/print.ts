import { nodesBehind } from "./graph.js";
import type { Value } from "./node.js";
import { shapesOf } from "./shape-rules.js";
import { sameShape, showShape } from "./shape.js";

/** The graph behind `outputs` as text, a node a line: `%3 [B, 64] = gemm(%1, %2) {"transB":true}`. */
export function printGraph(outputs: readonly Value[]): string {
  const lines = nodesBehind(outputs).map(({ op, inputs, attributes, outputs: results }) => {
    const left = results.map((value) => `%${value.id} ${showShape(value.shape)}`).join(", ");
    const right = inputs.map((value) => `%${value.id}`).join(", ");
    const details = JSON.stringify(attributes);
    return `${left} = ${op}(${right})${details === "{}" ? "" : ` ${details}`}`;
  });
  return [...lines, `return ${outputs.map((value) => `%${value.id}`).join(", ")}`].join("\n");
}

/** Derives every shape again; throws an `Error` naming the first node whose shapes are not what its rule gives. */
export function checkGraph(outputs: readonly Value[]): void {
  for (const node of nodesBehind(outputs)) {
    const derived = shapesOf(node.op, node.inputs, node.attributes);
    const stated = node.outputs.map((value) => value.shape);
    if (derived.length !== stated.length || derived.some((shape, i) => !sameShape(shape, stated[i] ?? []))) {
      throw new Error(
        `${node.op}: ${stated.map(showShape).join()} stated, ${derived.map(showShape).join()} derived`,
      );
    }
  }
}
