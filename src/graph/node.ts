import type { Graph } from "./graph.js";
import type { Shape } from "./shape.js";

/**
 * Every operator with its attributes. All values are float32. Adding one here makes each table that is typed
 * over `OpName` (shapes, gradients, ONNX) fail to compile until it has a rule for it.
 */
export interface OpAttributes {
  /** A tensor fed at run time. */
  input: { name: string; shape: Shape };
  /** One number. */
  constant: { value: number };
  add: object;
  sub: object;
  mul: object;
  div: object;
  sqrt: object;
  exp: object;
  erf: object;
  abs: object;
  sign: object;
  /** `op(a) op(b) + c` on matrices; `c` is optional and broadcasts. */
  gemm: { transA: boolean; transB: boolean };
  /** `scale * op(a) op(b)` on stacks of matrices; leading axes equal. */
  matmul: { transA: boolean; transB: boolean; scale: number };
  reshape: { shape: Shape };
  transpose: { permutation: readonly number[] };
  /** Elements `start` to `end - 1` along one axis. */
  slice: { axis: number; start: number; end: number };
  concat: { axis: number };
  /** Repeats axes of size 1 up to `shape`. */
  expand: { shape: Shape };
  reduceSum: { axes: readonly number[]; keepDims: boolean };
  reduceMean: { axes: readonly number[]; keepDims: boolean };
  /** Over the last axis. */
  softmax: object;
  /** Over the last axis. */
  logSoftmax: object;
  /** (x, gamma, beta) -> (y, mean, 1 / standard deviation), over the last axis. */
  layerNorm: { epsilon: number };
  /** `x * Phi(x)`, exact. */
  gelu: object;
}

export type OpName = keyof OpAttributes;

/** One use of an operator. */
export interface Node<K extends OpName = OpName> {
  readonly op: K;
  readonly inputs: readonly Value[];
  readonly attributes: OpAttributes[K];
  readonly outputs: readonly Value[];
}

/** A tensor in a graph: one output of one node. */
export interface Value {
  /** Unique in its graph, in the order of making. */
  readonly id: number;
  readonly graph: Graph;
  readonly node: Node;
  readonly shape: Shape;
}
