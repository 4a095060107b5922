import { describe, expect, it } from "vitest";
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
  Graph,
  layerNorm,
  layerNormStatistics,
  logSoftmax,
  matmul,
  maximum,
  mul,
  nodesBehind,
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
} from "../../../src/graph/index.js";
import { expectClose } from "../../support/numbers.js";
import { runGraph } from "../../support/run-graph.js";

/** Makes an input that holds these numbers. */
type Hold = (shape: Shape, values: readonly number[]) => Value;

interface ValueCase {
  readonly what?: string;
  readonly build: (hold: Hold, graph: Graph) => Value;
  readonly expected: readonly number[];
}

const sequence = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const grid: (hold: Hold) => Value = (hold) => hold([2, 3], sequence(6));
const cube: (hold: Hold) => Value = (hold) => hold([2, 2, 3], sequence(12));

/** `[[1, 2, 3], [4, 5, 6]] [[1, 0], [2, 1], [0, 3]]`, each operand stored as `trans` says. */
const product = (transA: boolean, transB: boolean) => (hold: Hold) =>
  [
    transA ? hold([3, 2], [1, 4, 2, 5, 3, 6]) : hold([2, 3], [1, 2, 3, 4, 5, 6]),
    transB ? hold([2, 3], [1, 2, 0, 0, 1, 3]) : hold([3, 2], [1, 0, 2, 1, 0, 3]),
  ] as const;
const productValues = [5, 11, 14, 23];
const transposes = [false, true].flatMap((transA) => [false, true].map((transB) => ({ transA, transB })));

const cases: { readonly [K in OpName]: readonly ValueCase[] } = {
  input: [{ build: (hold) => hold([3], [1.5, -2, 0]), expected: [1.5, -2, 0] }],
  constant: [{ build: (_, graph) => graph.constant(0.1), expected: [Math.fround(0.1)] }],
  add: [{ build: (hold) => add(grid(hold), hold([3], [10, 20, 30])), expected: [11, 22, 33, 14, 25, 36] }],
  sub: [{ build: (hold) => sub(grid(hold), hold([2, 1], [1, 2])), expected: [0, 1, 2, 2, 3, 4] }],
  mul: [{ build: (hold) => mul(grid(hold), -2), expected: [-2, -4, -6, -8, -10, -12] }],
  div: [
    { build: (hold) => div(hold([2], [1, -3]), hold([2, 1], [2, 4])), expected: [0.5, -1.5, 0.25, -0.75] },
  ],
  sqrt: [{ build: (hold) => sqrt(hold([3], [0, 2, 9])), expected: [0, Math.SQRT2, 3] }],
  exp: [{ build: (hold) => exp(hold([3], [0, 1, -1])), expected: [1, Math.E, 1 / Math.E] }],
  erf: [
    // Abramowitz and Stegun, table 7.1.
    {
      build: (hold) => erf(hold([4], [0, 0.5, 1, -2])),
      expected: [0, 0.5204998778, 0.8427007929, -0.995322265],
    },
  ],
  abs: [
    { build: (hold) => abs(hold([3], [-1.5, 0, 2])), expected: [1.5, 0, 2] },
    {
      what: "maximum",
      build: (hold) => maximum(hold([4], [-1, 2, 5, 1e9]), 2),
      expected: [2, 2, 5, 1e9],
    },
  ],
  sign: [{ build: (hold) => sign(hold([3], [-1.5, 0, 2])), expected: [-1, 0, 1] }],
  gemm: transposes.flatMap(({ transA, transB }) => [
    {
      what: `transA ${transA}, transB ${transB}`,
      build: (hold) => gemm(...product(transA, transB)(hold), { transA, transB }),
      expected: productValues,
    },
    {
      what: `transA ${transA}, transB ${transB}, with c`,
      build: (hold) => gemm(...product(transA, transB)(hold), { transA, transB, c: hold([2], [100, 200]) }),
      expected: [105, 211, 114, 223],
    },
  ]),
  matmul: transposes.flatMap(({ transA, transB }) => [
    {
      what: `transA ${transA}, transB ${transB}, scaled`,
      build: (hold) => matmul(...product(transA, transB)(hold), { transA, transB, scale: 0.5 }),
      expected: productValues.map((value) => value / 2),
    },
    {
      what: `transA ${transA}, transB ${transB}, a stack`,
      build: (hold) => {
        const [a, b] = product(transA, transB)(hold);
        const stack = (x: Value) => {
          const one = reshape(x, [1, 1, ...x.shape]);
          return concat([one, mul(one, 2)], 1);
        };
        return matmul(stack(a), stack(b), { transA, transB });
      },
      expected: [...productValues, ...productValues.map((value) => 4 * value)],
    },
  ]),
  reshape: [
    { build: (hold) => reshape(transpose(grid(hold), [1, 0]), [2, 3]), expected: [1, 4, 2, 5, 3, 6] },
  ],
  transpose: [
    { what: "1,0", build: (hold) => transpose(grid(hold), [1, 0]), expected: [1, 4, 2, 5, 3, 6] },
    {
      what: "2,0,1",
      build: (hold) => transpose(cube(hold), [2, 0, 1]),
      expected: [1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12],
    },
  ],
  slice: [
    { what: "axis 0", build: (hold) => slice(grid(hold), 0, 1, 2), expected: [4, 5, 6] },
    { what: "axis 1", build: (hold) => slice(grid(hold), 1, 1, 3), expected: [2, 3, 5, 6] },
  ],
  concat: [
    {
      what: "axis 1",
      build: (hold) => concat([grid(hold), hold([2, 1], [7, 8])], 1),
      expected: [1, 2, 3, 7, 4, 5, 6, 8],
    },
    {
      what: "axis 0",
      build: (hold) => concat([grid(hold), hold([1, 3], [7, 8, 9])], 0),
      expected: sequence(9),
    },
  ],
  expand: [
    { what: "a column", build: (hold) => expand(hold([2, 1], [1, 2]), [2, 3]), expected: [1, 1, 1, 2, 2, 2] },
    { what: "a scalar", build: (_, graph) => expand(graph.constant(7), [2, 2]), expected: [7, 7, 7, 7] },
  ],
  reduceSum: [
    { what: "axis 0", build: (hold) => reduceSum(cube(hold), [0]), expected: [8, 10, 12, 14, 16, 18] },
    { what: "kept", build: (hold) => add(reduceSum(cube(hold), [1, 2], true), 0), expected: [21, 57] },
    { what: "all", build: (hold) => reduceSum(cube(hold), [0, 1, 2]), expected: [78] },
  ],
  reduceMean: [
    { what: "axis 2", build: (hold) => reduceMean(cube(hold), [2]), expected: [2, 5, 8, 11] },
    { what: "all", build: (hold) => reduceMean(cube(hold), [0, 1, 2]), expected: [6.5] },
  ],
  softmax: [
    {
      build: (hold) => softmax(hold([2, 3], [0, Math.log(2), Math.log(3), 1000, 1000, -1000])),
      expected: [1 / 6, 1 / 3, 1 / 2, 1 / 2, 1 / 2, 0],
    },
  ],
  logSoftmax: [
    {
      build: (hold) => logSoftmax(hold([2, 2], [0, Math.log(3), 1000, 0])),
      expected: [-Math.log(4), Math.log(0.75), 0, -1000],
    },
  ],
  layerNorm: [
    {
      // Mean 2, variance 2/3; scale 1, 2, 3 and shift 0, 0, 10.
      build: (hold) => layerNorm(hold([3], [1, 2, 3]), hold([3], [1, 2, 3]), hold([3], [0, 0, 10]), 1 / 3),
      expected: [-1, 0, 13],
    },
    {
      what: "statistics",
      build: (hold) => {
        const one = hold([2], [1, 1]);
        const { mean, invStd } = layerNormStatistics(layerNorm(hold([2, 2], [1, 3, 2, 10]), one, one, 1e-6));
        return concat([mean, invStd], 1);
      },
      expected: [2, 1, 6, 0.25],
    },
  ],
  gelu: [
    // x Phi(x), Phi from tables of the normal distribution.
    {
      build: (hold) => gelu(hold([4], [0, 1, -1, 2])),
      expected: [0, 0.8413447461, -0.1586552539, 2 * 0.9772498681],
    },
  ],
};

describe.each(Object.entries(cases))("%s in ONNX", (op, forms) => {
  it.each(forms)("computes its closed form $what, portable or not", async ({ build, expected }) => {
    const graph = new Graph();
    const feeds: Record<string, readonly number[]> = {};
    const hold: Hold = (shape, values) => {
      const name = `x${Object.keys(feeds).length}`;
      feeds[name] = values;
      return graph.input(name, shape);
    };
    const y = build(hold, graph);
    expect(nodesBehind([y]).map((node) => node.op)).toContain(op);
    for (const portable of [true, false]) {
      const { y: values } = await runGraph({ y }, feeds, portable);
      expectClose(values, expected, 2e-6 * Math.max(1, ...expected.map(Math.abs)), `portable ${portable}`);
    }
  });
});
