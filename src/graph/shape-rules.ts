import type { OpAttributes, OpName, Value } from "./node.js";
import { broadcast, sameShape, showShape, sizeOf, type Shape } from "./shape.js";

/** Output shapes of one operator. Throws an `Error` that says which shapes do not fit. */
type ShapeRule<K extends OpName> = (inputs: readonly Shape[], attributes: OpAttributes[K]) => Shape[];

type ShapeRules = { readonly [K in OpName]: ShapeRule<K> };

/** Shapes of the outputs of `op` on `inputs`; throws an `Error` naming the operator where they do not fit. */
export function shapesOf<K extends OpName>(
  op: K,
  inputs: readonly Value[],
  attributes: OpAttributes[K],
): Shape[] {
  const rule: ShapeRule<K> = shapeRules[op];
  const shapes = inputs.map((value) => value.shape);
  try {
    return rule(shapes, attributes).map(withOneBatchAxis);
  } catch (cause) {
    throw new Error(`${op}(${shapes.map(showShape).join(", ")}): ${String(cause)}`, { cause });
  }
}

const unary = (inputs: readonly Shape[]) => [operand(inputs, 0)];
const binary = (inputs: readonly Shape[]) => [broadcast(operand(inputs, 0), operand(inputs, 1))];

const shapeRules: ShapeRules = {
  input: (_, { shape }) => [shape],
  constant: () => [[]],
  add: binary,
  sub: binary,
  mul: binary,
  div: binary,
  sqrt: unary,
  exp: unary,
  erf: unary,
  abs: unary,
  sign: unary,
  softmax: unary,
  logSoftmax: unary,
  gelu: unary,

  gemm(inputs, { transA, transB }) {
    const product = matrixProduct(operand(inputs, 0), operand(inputs, 1), transA, transB);
    const c = inputs[2];
    if (c !== undefined && !sameShape(broadcast(product, c), product)) {
      throw new Error(`c ${showShape(c)} does not broadcast to ${showShape(product)}`);
    }
    return [product];
  },

  matmul(inputs, { transA, transB }) {
    const a = operand(inputs, 0);
    const b = operand(inputs, 1);
    if (!sameShape(a.slice(0, -2), b.slice(0, -2))) {
      throw new Error("the leading axes differ");
    }
    return [[...a.slice(0, -2), ...matrixProduct(a.slice(-2), b.slice(-2), transA, transB)]];
  },

  reshape(inputs, { shape }) {
    if (sizeOf(operand(inputs, 0)) !== sizeOf(shape)) {
      throw new Error(`${showShape(shape)} has another number of elements`);
    }
    return [shape];
  },

  transpose(inputs, { permutation }) {
    const x = operand(inputs, 0);
    const isPermutation = [...permutation].sort((a, b) => a - b).every((axis, i) => axis === i);
    if (permutation.length !== x.length || !isPermutation) {
      throw new Error(`${permutation.join()} is no permutation of its axes`);
    }
    return [permutation.map((axis) => axisSize(x, axis))];
  },

  slice(inputs, { axis, start, end }) {
    const x = operand(inputs, 0);
    if (start < 0 || end <= start || end > axisSize(x, axis)) {
      throw new Error(`${start}:${end} is outside axis ${axis}`);
    }
    return [x.with(axis, end - start)];
  },

  concat(inputs, { axis }) {
    const first = operand(inputs, 0);
    const sizes = inputs.map((shape) => axisSize(shape, axis));
    if (sizes.some((size) => size < 0) && sizes.some((size) => size >= 0)) {
      throw new Error(`axis ${axis} joins the batch with a fixed size`);
    }
    const joined = sizes.reduce((sum, size) => sum + size, 0);
    const result = first.with(axis, joined);
    if (inputs.some((shape) => !sameShape(shape.with(axis, joined), result))) {
      throw new Error(`shapes differ beside axis ${axis}`);
    }
    return [result];
  },

  expand(inputs, { shape }) {
    if (!sameShape(broadcast(operand(inputs, 0), shape), shape)) {
      throw new Error(`does not broadcast to ${showShape(shape)}`);
    }
    return [shape];
  },

  reduceSum: (inputs, { axes, keepDims }) => [reduced(operand(inputs, 0), axes, keepDims)],
  reduceMean: (inputs, { axes, keepDims }) => [reduced(operand(inputs, 0), axes, keepDims)],

  layerNorm(inputs) {
    const x = operand(inputs, 0);
    const width = axisSize(x, x.length - 1);
    for (const affine of [operand(inputs, 1), operand(inputs, 2)]) {
      if (!sameShape(affine, [width])) {
        throw new Error(`scale and shift must be [${width}]`);
      }
    }
    const statistics = x.with(x.length - 1, 1);
    return [x, statistics, statistics];
  },
};

/** Sizes of shapes with two axes that depend on the batch could not be told from fixed ones. */
function withOneBatchAxis(shape: Shape): Shape {
  if (shape.filter((size) => size < 0).length > 1) {
    throw new Error(`${showShape(shape)} has two axes that depend on the batch`);
  }
  return shape;
}

function operand(inputs: readonly Shape[], index: number): Shape {
  const shape = inputs[index];
  if (shape === undefined) {
    throw new Error(`needs an input ${index}`);
  }
  return shape;
}

/** The size of one axis of a shape; throws where there is no such axis. */
export function axisSize(shape: Shape, axis: number): number {
  const size = shape[axis];
  if (size === undefined) {
    throw new Error(`${showShape(shape)} has no axis ${axis}`);
  }
  return size;
}

function matrixProduct(a: Shape, b: Shape, transA: boolean, transB: boolean): Shape {
  if (a.length !== 2 || b.length !== 2) {
    throw new Error("needs matrices");
  }
  const [rows, innerA] = transA ? [axisSize(a, 1), axisSize(a, 0)] : [axisSize(a, 0), axisSize(a, 1)];
  const [innerB, columns] = transB ? [axisSize(b, 1), axisSize(b, 0)] : [axisSize(b, 0), axisSize(b, 1)];
  if (innerA !== innerB) {
    throw new Error(`inner sizes ${innerA} and ${innerB} differ`);
  }
  return [rows, columns];
}

function reduced(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  for (const axis of axes) {
    axisSize(shape, axis);
  }
  return keepDims
    ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : shape.filter((_, axis) => !axes.includes(axis));
}
