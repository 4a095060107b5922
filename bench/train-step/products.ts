import { onnxBytes } from "../../src/formats/onnx/index.js";
import { gemm, Graph, sizeOf, type Shape, type Value } from "../../src/graph/index.js";
import { mlpWidth, tokenCount } from "../../src/model/index.js";
import { openSession, tensorOn, type Tensor } from "../../src/trainer/engine/session.js";
import { milliseconds } from "../support/statistics.js";
import { architectureOf, type Network } from "./networks.js";

/**
 * ONNX Runtime's own rate on plain products: those of a block's forward pass, queries, keys, values, projection and the
 * two of the MLP. Each run gives the GFLOP/s of some.
 */
export async function openProducts(
  network: Network,
  threads: number,
): Promise<{ run: () => Promise<number[]>; close: () => Promise<void> }> {
  const { config } = architectureOf(network);
  const { width, batchSize } = network;
  const rows = batchSize * tokenCount(config);
  const hidden = mlpWidth(config);
  const sizes = [
    ...Array.from({ length: 4 }, () => [width, width] as const),
    [width, hidden] as const,
    [hidden, width] as const,
  ];
  const graph = new Graph();
  const outputs = new Map<string, Value>();
  const feeds: Record<string, Tensor> = {};
  const fetches: Record<string, Tensor> = {};
  sizes.forEach(([inner, columns], i) => {
    const a = graph.input(`a${i}`, [rows, inner]);
    const b = graph.input(`b${i}`, [columns, inner]);
    outputs.set(`product${i}`, gemm(a, b, { transB: true }));
    feeds[`a${i}`] = filled(a.shape);
    feeds[`b${i}`] = filled(b.shape);
    fetches[`product${i}`] = filled([rows, columns]);
  });
  const session = await openSession(onnxBytes({ outputs }), { threads });
  const flops = sizes.reduce((sum, [inner, columns]) => sum + 2 * rows * inner * columns, 0);
  const run = async () => {
    // The first finds its memory evicted from the caches.
    await session.run(feeds, fetches);
    const rates: number[] = [];
    for (let i = 0; i < 6; i++) {
      rates.push(flops / (await milliseconds(() => session.run(feeds, fetches))) / 1e6);
    }
    return rates;
  };
  return { run, close: () => session.release() };
}

function filled(shape: Shape): Tensor {
  return tensorOn(new Float32Array(sizeOf(shape)).fill(0.5), shape);
}
