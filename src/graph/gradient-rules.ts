import type { Node, OpName, Value } from "./node.js";
import {
  add,
  concat,
  div,
  erf,
  exp,
  expand,
  gemm,
  layerNormStatistics,
  matmul,
  mul,
  reduceMean,
  reduceSum,
  reshape,
  sign,
  slice,
  sub,
  sumTo,
  transpose,
} from "./operators.js";
import { axisSize } from "./shape-rules.js";
import { sizeOf, type Shape } from "./shape.js";

/**
 * Gradients with respect to each input, given `gradient`, that with respect to the node's first output `y`;
 * `undefined` for an input that the output does not depend on smoothly.
 */
type GradientRule<K extends OpName> = (
  node: Node<K>,
  gradient: Value,
  y: Value,
) => readonly (Value | undefined)[];

type GradientRules = { readonly [K in OpName]: GradientRule<K> };

/** Applies the gradient rule of a node's operator. */
export function inputGradients<K extends OpName>(
  node: Node<K>,
  gradient: Value,
  y: Value,
): readonly (Value | undefined)[] {
  const rule: GradientRule<K> = gradientRules[node.op];
  return rule(node, gradient, y);
}

const gradientRules: GradientRules = {
  input: () => [],
  constant: () => [],

  add(node, dy) {
    const [a, b] = two(node);
    return [sumTo(dy, a.shape), sumTo(dy, b.shape)];
  },
  sub(node, dy) {
    const [a, b] = two(node);
    return [sumTo(dy, a.shape), sumTo(mul(dy, -1), b.shape)];
  },
  mul(node, dy) {
    const [a, b] = two(node);
    return [sumTo(mul(dy, b), a.shape), sumTo(mul(dy, a), b.shape)];
  },
  div(node, dy, y) {
    const [a, b] = two(node);
    const da = div(dy, b);
    return [sumTo(da, a.shape), sumTo(mul(mul(da, y), -1), b.shape)];
  },

  sqrt: (_, dy, y) => [div(mul(dy, 0.5), y)],
  exp: (_, dy, y) => [mul(dy, y)],
  erf: (node, dy) => [mul(dy, mul(gaussian(one(node), 1), 2 / Math.sqrt(Math.PI)))],
  abs: (node, dy) => [mul(dy, sign(one(node)))],
  sign: () => [undefined],

  gemm(node, dy) {
    const [a, b] = two(node);
    const { transA, transB } = node.attributes;
    const da = transA ? gemm(b, dy, { transA: transB, transB: true }) : gemm(dy, b, { transB: !transB });
    const db = transB ? gemm(dy, a, { transA: true, transB: transA }) : gemm(a, dy, { transA: !transA });
    const c = node.inputs[2];
    return c === undefined ? [da, db] : [da, db, sumTo(dy, c.shape)];
  },

  matmul(node, dy) {
    const [a, b] = two(node);
    const { transA, transB, scale } = node.attributes;
    const da = transA
      ? matmul(b, dy, { transA: transB, transB: true, scale })
      : matmul(dy, b, { transB: !transB, scale });
    const db = transB
      ? matmul(dy, a, { transA: true, transB: transA, scale })
      : matmul(a, dy, { transA: !transA, scale });
    return [da, db];
  },

  reshape: (node, dy) => [reshape(dy, one(node).shape)],

  transpose(node, dy) {
    const { permutation } = node.attributes;
    return [
      transpose(
        dy,
        permutation.map((_, axis) => permutation.indexOf(axis)),
      ),
    ];
  },

  slice(node, dy) {
    const x = one(node);
    const { axis, start, end } = node.attributes;
    const zeros = (from: number, to: number) =>
      to > from ? [expand(x.graph.constant(0), x.shape.with(axis, to - from))] : [];
    const before = zeros(0, start);
    const after = zeros(end, axisSize(x.shape, axis));
    const [first = dy, ...rest] = [...before, dy, ...after];
    return [concat([first, ...rest], axis)];
  },

  concat(node, dy) {
    const { axis } = node.attributes;
    let start = 0;
    return node.inputs.map((input) => {
      const end = start + axisSize(input.shape, axis);
      const part = slice(dy, axis, start, end);
      start = end;
      return part;
    });
  },

  expand: (node, dy) => [sumTo(dy, one(node).shape)],

  reduceSum(node, dy) {
    const x = one(node);
    return [expand(reshape(dy, keptShape(x.shape, node.attributes.axes)), x.shape)];
  },
  reduceMean(node, dy) {
    const x = one(node);
    const kept = keptShape(x.shape, node.attributes.axes);
    const share = sizeOf(kept) / sizeOf(x.shape);
    if (share < 0) {
      throw new Error("reduceMean: a mean over a batch of unknown size has no gradient");
    }
    const scaled = mul(dy, share);
    return [expand(reshape(scaled, kept), x.shape)];
  },

  softmax(_, dy, y) {
    const last = y.shape.length - 1;
    return [mul(y, sub(dy, reduceSum(mul(dy, y), [last], true)))];
  },
  logSoftmax(_, dy, y) {
    const last = y.shape.length - 1;
    return [sub(dy, mul(exp(y), reduceSum(dy, [last], true)))];
  },

  layerNorm(node, dy, y) {
    const x = one(node);
    const gamma = node.inputs[1];
    if (gamma === undefined) {
      throw new Error("layerNorm needs a scale");
    }
    const { mean, invStd } = layerNormStatistics(y);
    const last = x.shape.length - 1;
    const rows = x.shape.map((_, axis) => axis).slice(0, -1);
    const normalized = mul(sub(x, mean), invStd);
    const scaled = mul(dy, gamma);
    const centred = sub(scaled, reduceMean(scaled, [last], true));
    const projected = mul(normalized, reduceMean(mul(scaled, normalized), [last], true));
    return [mul(sub(centred, projected), invStd), reduceSum(mul(dy, normalized), rows), reduceSum(dy, rows)];
  },

  /** Phi(x) + x phi(x), with Phi and phi the normal distribution and its density. */
  gelu(node, dy) {
    const x = one(node);
    const cumulative = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
    const density = mul(gaussian(x, 0.5), 1 / Math.sqrt(2 * Math.PI));
    return [mul(dy, add(cumulative, mul(x, density)))];
  },
};

/** `exp(-rate * x^2)`. */
function gaussian(x: Value, rate: number): Value {
  return exp(mul(mul(x, x), -rate));
}

function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

function one(node: Node): Value {
  const [x] = node.inputs;
  if (x === undefined) {
    throw new Error(`${node.op} needs an input`);
  }
  return x;
}

function two(node: Node): [Value, Value] {
  const [a, b] = node.inputs;
  if (a === undefined || b === undefined) {
    throw new Error(`${node.op} needs two inputs`);
  }
  return [a, b];
}
