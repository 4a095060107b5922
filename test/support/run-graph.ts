/** Graphs run by ONNX Runtime, as the engines run them. */
import { Tensor } from "onnxruntime-node";
import { nodesBehind, sizeOf, type Node, type Shape, type Value } from "../../src/graph/index.js";
import { onnxBytes } from "../../src/formats/onnx/index.js";
import { openSession } from "../../src/trainer/engine/session.js";

/** Values of a graph's inputs, by name. The batch is what their number says. */
export type Feeds = Readonly<Record<string, ArrayLike<number>>>;
export type Results = Readonly<Record<string, Float32Array>>;

export interface OpenGraph {
  run(feeds: Feeds): Promise<Results>;
  close(): Promise<void>;
}

/** `outputs`, by name, ready to be computed as often as wanted. */
export async function openGraph(
  outputs: Readonly<Record<string, Value>>,
  portable = false,
): Promise<OpenGraph> {
  const values = Object.entries(outputs);
  const shapes = new Map(
    nodesBehind(Object.values(outputs))
      .filter((node): node is Node<"input"> => node.op === "input")
      .map(({ attributes: { name, shape } }) => [name, shape]),
  );
  const session = await openSession(onnxBytes({ outputs: new Map(values), portable }), { threads: 1 });
  return {
    async run(feeds) {
      const fed = Object.entries(feeds).flatMap(([name, data]) => {
        const shape = shapes.get(name);
        return shape === undefined ? [] : [[name, tensorOf(shape, data)] as const];
      });
      const results = await session.run(Object.fromEntries(fed));
      return Object.fromEntries(values.map(([name]) => [name, floatsOf(results[name])]));
    },
    close: () => session.release(),
  };
}

/** `outputs`, by name, computed once. */
export async function runGraph(
  outputs: Readonly<Record<string, Value>>,
  feeds: Feeds,
  portable = false,
): Promise<Results> {
  const graph = await openGraph(outputs, portable);
  try {
    return await graph.run(feeds);
  } finally {
    await graph.close();
  }
}

function tensorOf(shape: Shape, data: ArrayLike<number>): Tensor {
  const batch = data.length / Math.abs(sizeOf(shape));
  return new Tensor(
    "float32",
    Float32Array.from(data),
    shape.map((size) => (size < 0 ? -size * batch : size)),
  );
}

function floatsOf(tensor: Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) {
    throw new Error("no float32 output");
  }
  return tensor.data;
}
