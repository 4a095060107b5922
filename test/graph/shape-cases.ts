/** What shapes each operator takes and gives, and which it refuses: a new operator does not compile without. */
import type { OpAttributes, OpName } from "../../src/graph/index.js";

/** Shapes as text, the batch as B: `[B, 3] [3, 4]`. */
type Shapes = string;

export interface ShapeCases<Attributes extends object> {
  /** Shapes of the inputs, attributes, shapes of the outputs. */
  readonly good: readonly (readonly [Shapes, Attributes, Shapes])[];
  /** Shapes of the inputs, attributes, what is wrong. */
  readonly bad: readonly (readonly [Shapes, Attributes, string])[];
}

const B = -1;

const anyShape: ShapeCases<object> = {
  good: [
    ["[]", {}, "[]"],
    ["[B, 2, 3]", {}, "[B, 2, 3]"],
  ],
  bad: [["", {}, "needs an input 0"]],
};

const broadcasting: ShapeCases<object> = {
  good: [
    ["[2, 3] [2, 3]", {}, "[2, 3]"],
    ["[2, 3] [3]", {}, "[2, 3]"],
    ["[3] [2, 3]", {}, "[2, 3]"],
    ["[2, 1, 3] [4, 1]", {}, "[2, 4, 3]"],
    ["[] [B, 4]", {}, "[B, 4]"],
    ["[B, 1] [1, 4]", {}, "[B, 4]"],
    ["[B, 4] [B, 1]", {}, "[B, 4]"],
  ],
  bad: [
    ["[2, 3] [2]", {}, "shapes [2, 3] and [2] do not broadcast"],
    ["[B, 3] [5, 3]", {}, "shapes [B, 3] and [5, 3] do not broadcast"],
    ["[B, 3] [2B, 3]", {}, "shapes [B, 3] and [2B, 3] do not broadcast"],
    ["[B, 1] [1, B]", {}, "[B, B] has two axes that depend on the batch"],
    ["[2]", {}, "needs an input 1"],
  ],
};

const reduction: ShapeCases<OpAttributes["reduceSum"]> = {
  good: [
    ["[2, 3, 4]", { axes: [1], keepDims: false }, "[2, 4]"],
    ["[2, 3, 4]", { axes: [0, 2], keepDims: true }, "[1, 3, 1]"],
    ["[B, 3]", { axes: [0, 1], keepDims: false }, "[]"],
  ],
  bad: [
    ["[2, 3]", { axes: [2], keepDims: false }, "[2, 3] has no axis 2"],
    ["[2, 3]", { axes: [-1], keepDims: false }, "[2, 3] has no axis -1"],
  ],
};

const [plain, transA, transB] = [
  { transA: false, transB: false },
  { transA: true, transB: false },
  { transA: false, transB: true },
];
const scale = 0.5;

export const shapeCases: { readonly [K in OpName]: ShapeCases<OpAttributes[K]> } = {
  input: {
    good: [["", { name: "x", shape: [B, 2] }, "[B, 2]"]],
    bad: [["", { name: "x", shape: [B, B] }, "[B, B] has two axes that depend on the batch"]],
  },
  constant: { good: [["", { value: 3 }, "[]"]], bad: [] },
  add: broadcasting,
  sub: broadcasting,
  mul: broadcasting,
  div: broadcasting,
  sqrt: anyShape,
  exp: anyShape,
  erf: anyShape,
  abs: anyShape,
  sign: anyShape,
  softmax: anyShape,
  logSoftmax: anyShape,
  gelu: anyShape,
  gemm: {
    good: [
      ["[2, 3] [3, 4]", plain, "[2, 4]"],
      ["[3, 2] [3, 4]", transA, "[2, 4]"],
      ["[2, 3] [4, 3]", transB, "[2, 4]"],
      ["[3, 2] [4, 3]", { transA: true, transB: true }, "[2, 4]"],
      ["[B, 3] [3, 4] [4]", plain, "[B, 4]"],
      ["[B, 3] [B, 4]", transA, "[3, 4]"],
    ],
    bad: [
      ["[2, 3] [4, 3]", plain, "inner sizes 3 and 4 differ"],
      ["[2, 3] [3, 4] [2]", plain, "shapes [2, 4] and [2] do not broadcast"],
      ["[1, 3] [3, 4] [2, 4]", plain, "c [2, 4] does not broadcast to [1, 4]"],
      ["[2, 2, 3] [3, 4]", plain, "needs matrices"],
      ["[B, 3] [B, 3]", transB, "[B, B] has two axes that depend on the batch"],
    ],
  },
  matmul: {
    good: [
      ["[2, 3] [3, 4]", { ...plain, scale }, "[2, 4]"],
      ["[B, 5, 2, 3] [B, 5, 4, 3]", { ...transB, scale }, "[B, 5, 2, 4]"],
      ["[7, 3, 2] [7, 3, 4]", { ...transA, scale }, "[7, 2, 4]"],
    ],
    bad: [
      ["[2, 2, 3] [3, 3, 4]", { ...plain, scale }, "the leading axes differ"],
      ["[2, 2, 3] [2, 4, 3]", { ...plain, scale }, "inner sizes 3 and 4 differ"],
      ["[3] [3]", { ...plain, scale }, "needs matrices"],
    ],
  },
  reshape: {
    good: [
      ["[2, 6]", { shape: [3, 4] }, "[3, 4]"],
      ["[1]", { shape: [] }, "[]"],
      ["[B, 4, 6]", { shape: [4 * B, 6] }, "[4B, 6]"],
      ["[2B, 3]", { shape: [B, 6] }, "[B, 6]"],
    ],
    bad: [
      ["[2, 6]", { shape: [5] }, "[5] has another number of elements"],
      ["[B, 6]", { shape: [6] }, "[6] has another number of elements"],
      ["[24]", { shape: [4 * B, 6 * B] }, "[4B, 6B] has two axes that depend on the batch"],
    ],
  },
  transpose: {
    good: [
      ["[2, 3, 4]", { permutation: [2, 0, 1] }, "[4, 2, 3]"],
      ["[B, 3]", { permutation: [1, 0] }, "[3, B]"],
    ],
    bad: [
      ["[2, 3]", { permutation: [0, 0] }, "0,0 is no permutation of its axes"],
      ["[2, 3]", { permutation: [0] }, "0 is no permutation of its axes"],
      ["[2, 3]", { permutation: [1, 2] }, "1,2 is no permutation of its axes"],
    ],
  },
  slice: {
    good: [
      ["[4, 3]", { axis: 0, start: 1, end: 3 }, "[2, 3]"],
      ["[B, 3]", { axis: 1, start: 2, end: 3 }, "[B, 1]"],
    ],
    bad: [
      ["[4, 3]", { axis: 0, start: 2, end: 5 }, "2:5 is outside axis 0"],
      ["[4, 3]", { axis: 0, start: 2, end: 2 }, "2:2 is outside axis 0"],
      ["[4, 3]", { axis: 1, start: -1, end: 2 }, "-1:2 is outside axis 1"],
      ["[4, 3]", { axis: 2, start: 0, end: 1 }, "[4, 3] has no axis 2"],
      ["[B, 3]", { axis: 0, start: 0, end: 1 }, "0:1 is outside axis 0"],
    ],
  },
  concat: {
    good: [
      ["[2, 3] [2, 1] [2, 4]", { axis: 1 }, "[2, 8]"],
      ["[B, 3] [B, 3]", { axis: 0 }, "[2B, 3]"],
      ["[B, 1, 3] [B, 4, 3]", { axis: 1 }, "[B, 5, 3]"],
    ],
    bad: [
      ["[2, 3] [3, 3]", { axis: 1 }, "shapes differ beside axis 1"],
      ["[2, 3] [2]", { axis: 0 }, "shapes differ beside axis 0"],
      ["[2, 3] [2]", { axis: 1 }, "[2] has no axis 1"],
      ["[B, 3] [4, 3]", { axis: 0 }, "axis 0 joins the batch with a fixed size"],
    ],
  },
  expand: {
    good: [
      ["[1, 3]", { shape: [2, 3] }, "[2, 3]"],
      ["[]", { shape: [2, 3] }, "[2, 3]"],
      ["[1, 1, 4]", { shape: [B, 1, 4] }, "[B, 1, 4]"],
    ],
    bad: [
      ["[2, 3]", { shape: [1, 3] }, "does not broadcast to [1, 3]"],
      ["[2, 3]", { shape: [4, 3] }, "shapes [2, 3] and [4, 3] do not broadcast"],
      ["[2, 3]", { shape: [3] }, "does not broadcast to [3]"],
    ],
  },
  reduceSum: reduction,
  reduceMean: reduction,
  layerNorm: {
    good: [["[B, 2, 3] [3] [3]", { epsilon: 1e-6 }, "[B, 2, 3] [B, 2, 1] [B, 2, 1]"]],
    bad: [
      ["[2, 3] [2] [3]", { epsilon: 1e-6 }, "scale and shift must be [3]"],
      ["[2, 3] [3] [1, 3]", { epsilon: 1e-6 }, "scale and shift must be [3]"],
      ["[2, 3] [3]", { epsilon: 1e-6 }, "needs an input 2"],
      ["[] [] []", { epsilon: 1e-6 }, "[] has no axis -1"],
    ],
  },
};
