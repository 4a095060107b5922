/** One or more uses of every operator, at places where it is smooth: a new operator does not compile without. */
import {
  abs,
  add,
  concat,
  div,
  erf,
  exp,
  expand,
  gelu,
  gemm,
  layerNorm,
  logSoftmax,
  matmul,
  mul,
  reduceMean,
  reduceSum,
  reshape,
  sign,
  slice,
  softmax,
  sqrt,
  sub,
  transpose,
  type OpName,
  type Shape,
  type Value,
} from "../../src/graph/index.js";

/** Makes an input of a case; its values are drawn between `low` and `high`. */
export type MakeInput = (shape: Shape, low?: number, high?: number) => Value;

export interface GradientCase {
  readonly what: string;
  readonly build: (input: MakeInput) => Value;
}

const one = (what: string, build: GradientCase["build"]): GradientCase[] => [{ what, build }];
const booleans = [false, true] as const;

/** Every way in which two shapes can broadcast. */
const broadcasts: readonly [Shape, Shape][] = [
  [[], []],
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], [3]],
  [[3], [2, 3]],
  [[2, 3], []],
  [[], [2, 3]],
  [
    [2, 1],
    [1, 3],
  ],
  [
    [2, 3],
    [2, 1],
  ],
  [
    [2, 1, 3],
    [4, 1],
  ],
  [[1], [1, 2]],
];

type Binary = (a: Value, b: Value) => Value;

const broadcasting = (op: Binary, low: number, high: number): GradientCase[] => [
  ...broadcasts.map(([a, b]) => ({
    what: `[${a.join()}] with [${b.join()}]`,
    build: (input: MakeInput) => op(input(a), input(b, low, high)),
  })),
  {
    what: "a value with itself",
    build: (input) => {
      const x = input([2, 3], low, high);
      return op(x, x);
    },
  },
];

const addends: readonly (Shape | undefined)[] = [undefined, [], [4], [1, 4], [2, 1], [2, 4], [1, 1]];

const products = (): GradientCase[] =>
  booleans.flatMap((transA) =>
    booleans.flatMap((transB) =>
      addends.map((c) => ({
        what: `transA ${transA}, transB ${transB}, c ${c === undefined ? "none" : `[${c.join()}]`}`,
        build: (input: MakeInput) => {
          const [a, b] = [input(transA ? [3, 2] : [2, 3]), input(transB ? [4, 3] : [3, 4])];
          return gemm(a, b, { transA, transB, ...(c === undefined ? {} : { c: input(c) }) });
        },
      })),
    ),
  );

const stackedProducts = (): GradientCase[] =>
  [[], [2], [2, 3]].flatMap((stack) =>
    booleans.flatMap((transA) =>
      booleans.flatMap((transB) =>
        [1, 0.7].map((scale) => ({
          what: `stack [${stack.join()}], transA ${transA}, transB ${transB}, scale ${scale}`,
          build: (input: MakeInput) => {
            const a = input([...stack, ...(transA ? [3, 2] : [2, 3])]);
            const b = input([...stack, ...(transB ? [4, 3] : [3, 4])]);
            return matmul(a, b, { transA, transB, scale });
          },
        })),
      ),
    ),
  );

const reductions = (reduce: typeof reduceSum): GradientCase[] =>
  [[0], [1], [2], [0, 2], [0, 1, 2]].flatMap((axes) =>
    booleans.map((keepDims) => ({
      what: `axes ${axes.join()}, keepDims ${keepDims}`,
      build: (input: MakeInput) => reduce(input([2, 3, 4]), axes, keepDims),
    })),
  );

const overLastAxis = (op: (x: Value) => Value): GradientCase[] =>
  [[4], [3, 4], [2, 2, 2, 3]].map((shape) => ({
    what: `[${shape.join()}]`,
    build: (input: MakeInput) => op(input(shape, -2, 2)),
  }));

export const gradientCases: { readonly [K in OpName]: readonly GradientCase[] } = {
  input: one("read as it is", (input) => input([2, 3])),
  constant: one("a factor", (input) => mul(input([2, 3]), 2.5)),
  add: broadcasting(add, -1, 1),
  sub: broadcasting((a, b) => sub(a, mul(b, 0.5)), -1, 1),
  mul: broadcasting(mul, -1, 1),
  div: [...broadcasting(div, 0.7, 2), ...broadcasting(div, -2, -0.7)],
  sqrt: one("of positive numbers", (input) => sqrt(input([2, 3], 0.5, 2))),
  exp: one("of both signs", (input) => exp(input([2, 3], -2, 2))),
  erf: one("of both signs", (input) => erf(input([12], -2, 2))),
  abs: [
    ...one("of positive numbers", (input) => abs(input([2, 3], 0.2, 1))),
    ...one("of negative numbers", (input) => abs(input([2, 3], -1, -0.2))),
  ],
  // Flat, so that only the other path has a gradient.
  sign: one("beside its argument", (input) => {
    const x = input([2, 3], 0.2, 1);
    return mul(x, add(sign(x), 1));
  }),
  gemm: products(),
  matmul: stackedProducts(),
  reshape: [
    ...one("to another rank", (input) => reshape(input([2, 6]), [3, 2, 2])),
    ...one("to a scalar", (input) => reshape(input([1, 1]), [])),
  ],
  transpose: [
    [1, 0],
    [2, 0, 1],
    [1, 2, 0],
    [0, 2, 1, 3],
    [3, 0, 2, 1],
  ].map((permutation) => ({
    what: permutation.join(),
    build: (input) => transpose(input([2, 3, 4, 5].slice(0, permutation.length)), permutation),
  })),
  slice: [
    [0, 0, 1],
    [0, 1, 3],
    [1, 1, 2],
    [1, 0, 4],
    [2, 1, 2],
  ].map(([axis = 0, start = 0, end = 0]) => ({
    what: `axis ${axis}, ${start}:${end}`,
    build: (input) => slice(input([3, 4, 2]), axis, start, end),
  })),
  concat: [
    ...[0, 1, 2].map((axis) => ({
      what: `of three along axis ${axis}`,
      build: (input: MakeInput) => {
        const sizes = [2, 3, 1].map((size) => input([2, 2, 2].with(axis, size)));
        const [first, ...rest] = sizes;
        return first === undefined ? input([]) : concat([first, ...rest], axis);
      },
    })),
    ...one("of a value with itself", (input) => {
      const x = input([2, 3]);
      return concat([x, x], 1);
    }),
  ],
  expand: (
    [
      [[], [2, 3]],
      [[3], [2, 3]],
      [
        [1, 3],
        [2, 3],
      ],
      [
        [2, 1, 3],
        [2, 4, 3],
      ],
      [
        [1, 1],
        [4, 2, 3],
      ],
    ] as const
  ).map(([from, to]) => ({
    what: `[${from.join()}] to [${to.join()}]`,
    build: (input) => expand(input(from), to),
  })),
  reduceSum: reductions(reduceSum),
  reduceMean: reductions(reduceMean),
  softmax: overLastAxis(softmax),
  logSoftmax: overLastAxis(logSoftmax),
  layerNorm: (
    [
      [[2, 5], 1e-6, 0],
      [[2, 3, 4], 1e-6, 0],
      [[3, 4], 0.1, 0],
      [[3, 4], 1e-6, 5],
      [[4], 1e-3, 0],
    ] as const
  ).map(([shape, epsilon, mean]) => ({
    what: `[${shape.join()}] around ${mean}, epsilon ${epsilon}`,
    build: (input) => {
      const width = shape.slice(-1);
      return layerNorm(input(shape, mean - 1, mean + 1), input(width, 0.5, 1.5), input(width), epsilon);
    },
  })),
  gelu: one("of both signs", (input) => gelu(input([12], -3, 3))),
};
