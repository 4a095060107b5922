import { axisSize, mul, reshape, slice, type Graph, type Value } from "../../graph/index.js";
import type { BranchHook } from "../../model/index.js";
import type { Random } from "../random.js";
import { STEP } from "./train-step.js";

/** Residual branches of a layer: attention and MLP. */
const BRANCHES = 2;

/** How many numbers say for a step which branches are dropped: a row of `batch` for each branch. */
export function branchScaleCount(depth: number, batchSize: number): number {
  return BRANCHES * depth * batchSize;
}

/** Multiplies each residual branch, image by image, with its row of the input {@link STEP.branchScales}. */
export function scaledBranches(graph: Graph, depth: number, batchSize: number): BranchHook {
  const scales = graph.input(STEP.branchScales, [BRANCHES * depth, batchSize]);
  return (layer: number, branch: 0 | 1, rows: Value) => {
    const row = BRANCHES * layer + branch;
    const scale = reshape(slice(scales, 0, row, row + 1), [batchSize, 1]);
    const byImage = reshape(rows, [
      batchSize,
      (axisSize(rows.shape, 0) / batchSize) * axisSize(rows.shape, 1),
    ]);
    return reshape(mul(byImage, scale), rows.shape);
  };
}

/**
 * Draws which branches are dropped (stochastic depth, arXiv 1603.09382, image by image as timm's `DropPath`): in layer
 * `l` of `L` at the rate `rate · l / (L - 1)`, from 0 at the first to `rate` at the last; what is kept weighs
 * `1 / (1 - rate)`, so that means stay.
 *
 * @param scales `[2 * depth, batchSize]`, overwritten
 */
export function drawBranchScales(scales: Float32Array, depth: number, rate: number, draws: Random): void {
  const batchSize = scales.length / (BRANCHES * depth);
  for (let row = 0; row < BRANCHES * depth; row++) {
    const layer = Math.floor(row / BRANCHES);
    const dropped = depth === 1 ? rate : (rate * layer) / (depth - 1);
    for (let image = 0; image < batchSize; image++) {
      scales[row * batchSize + image] = dropped === 0 ? 1 : draws.uniform() < dropped ? 0 : 1 / (1 - dropped);
    }
  }
}
