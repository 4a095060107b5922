import { firstOutput, outputAt } from "./graph.js";
import type { Value } from "./node.js";
import { sameShape, type Shape } from "./shape.js";

/** A value, or a number that becomes a constant of the same graph. */
export type Operand = Value | number;

const lift = (like: Value, x: Operand): Value => (typeof x === "number" ? like.graph.constant(x) : x);

/** `a + b`, broadcast. */
export const add = (a: Value, b: Operand): Value => a.graph.apply("add", [a, lift(a, b)], {});
/** `a - b`, broadcast. */
export const sub = (a: Value, b: Operand): Value => a.graph.apply("sub", [a, lift(a, b)], {});
/** `a * b`, broadcast. */
export const mul = (a: Value, b: Operand): Value => a.graph.apply("mul", [a, lift(a, b)], {});
/** `a / b`, broadcast. */
export const div = (a: Value, b: Operand): Value => a.graph.apply("div", [a, lift(a, b)], {});
export const sqrt = (x: Value): Value => x.graph.apply("sqrt", [x], {});
export const exp = (x: Value): Value => x.graph.apply("exp", [x], {});
export const erf = (x: Value): Value => x.graph.apply("erf", [x], {});
export const abs = (x: Value): Value => x.graph.apply("abs", [x], {});
export const sign = (x: Value): Value => x.graph.apply("sign", [x], {});
export const gelu = (x: Value): Value => x.graph.apply("gelu", [x], {});
/** Softmax over the last axis. */
export const softmax = (x: Value): Value => x.graph.apply("softmax", [x], {});
/** Logarithm of the softmax over the last axis. */
export const logSoftmax = (x: Value): Value => x.graph.apply("logSoftmax", [x], {});
/** The larger of the two, element by element: exactly `b` where `a` is no larger. */
export function maximum(a: Value, b: Operand): Value {
  const above = sub(a, b);
  return add(mul(add(above, abs(above)), 0.5), b);
}

export interface GemmOptions {
  transA?: boolean;
  transB?: boolean;
  /** Added to the product, broadcast. */
  c?: Value;
}

/** `op(a) op(b) + c` on matrices. */
export function gemm(a: Value, b: Value, { transA = false, transB = false, c }: GemmOptions = {}): Value {
  return a.graph.apply("gemm", c === undefined ? [a, b] : [a, b, c], { transA, transB });
}

export interface MatmulOptions {
  transA?: boolean;
  transB?: boolean;
  scale?: number;
}

/** `scale * op(a) op(b)` on stacks of matrices. */
export function matmul(a: Value, b: Value, options: MatmulOptions = {}): Value {
  const { transA = false, transB = false, scale = 1 } = options;
  return a.graph.apply("matmul", [a, b], { transA, transB, scale });
}

export function reshape(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : x.graph.apply("reshape", [x], { shape });
}

export function transpose(x: Value, permutation: readonly number[]): Value {
  return x.graph.apply("transpose", [x], { permutation });
}

/** Elements `start` to `end - 1` along `axis`. */
export function slice(x: Value, axis: number, start: number, end: number): Value {
  return x.graph.apply("slice", [x], { axis, start, end });
}

export function concat(values: readonly [Value, ...Value[]], axis: number): Value {
  return values.length === 1 ? values[0] : values[0].graph.apply("concat", values, { axis });
}

/** Repeats axes of size 1 (and adds leading axes) up to `shape`. */
export function expand(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : x.graph.apply("expand", [x], { shape });
}

export function reduceSum(x: Value, axes: readonly number[], keepDims = false): Value {
  return axes.length === 0 ? x : x.graph.apply("reduceSum", [x], { axes, keepDims });
}

export function reduceMean(x: Value, axes: readonly number[], keepDims = false): Value {
  return axes.length === 0 ? x : x.graph.apply("reduceMean", [x], { axes, keepDims });
}

/** LayerNorm over the last axis (arXiv 1607.06450), with the statistics that its gradient reuses. */
export function layerNorm(x: Value, gamma: Value, beta: Value, epsilon: number): Value {
  return firstOutput(x.graph.node("layerNorm", [x, gamma, beta], { epsilon }));
}

/** Mean and inverse standard deviation that a LayerNorm computed, `[..., 1]`. */
export function layerNormStatistics(y: Value): { mean: Value; invStd: Value } {
  return { mean: outputAt(y.node, 1), invStd: outputAt(y.node, 2) };
}

/** Sums `x` over the axes along which `shape` was broadcast to it. */
export function sumTo(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) {
    return x;
  }
  const leading = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, axis) =>
    axis < leading || (shape[axis - leading] === 1 && size !== 1) ? [axis] : [],
  );
  return reshape(reduceSum(x, axes), shape);
}
