import { axisSize, type Node, type OpName, type Shape } from "../../graph/index.js";
import type { AttributeProto, NodeProto } from "./proto.js";

/** What a rule may ask for while its node is written. */
export interface Emission {
  /** Standard ONNX operators only, so that any runtime runs it; otherwise ONNX Runtime's own where faster. */
  readonly portable: boolean;
  /** A name for a tensor between two ONNX nodes of one operator. */
  fresh(): string;
  /** Name of a constant int64 vector. */
  integers(values: readonly number[]): string;
  /** Name of a constant float32 scalar. */
  scalar(value: number): string;
  /** Name of an int64 vector that holds `shape`, whatever the batch is when the model runs. */
  shapeAtRunTime(shape: Shape): { name: string; nodes: NodeProto[] };
}

/** The ONNX nodes of one operator, from the names of its inputs to the names of its outputs. */
type OnnxRule<K extends OpName> = (
  node: Node<K>,
  inputs: readonly string[],
  outputs: readonly string[],
  emission: Emission,
) => NodeProto[];

type OnnxRules = { readonly [K in OpName]: OnnxRule<K> };

/** The ONNX nodes that compute `node`. */
export function onnxNodes<K extends OpName>(
  node: Node<K>,
  inputs: readonly string[],
  outputs: readonly string[],
  emission: Emission,
): NodeProto[] {
  const rule: OnnxRule<K> = onnxRules[node.op];
  return rule(node, inputs, outputs, emission);
}

type AttributeValue = number | readonly number[] | { float: number };

/** A node of the standard domain. Integers are written as INT(S), `{ float }` as FLOAT. */
export function onnxNode(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Record<string, AttributeValue> = {},
): NodeProto {
  return {
    op_type: opType,
    input: [...input],
    output: [...output],
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  };
}

function attribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === "number") {
    return { name, type: 2, i: value };
  }
  return "float" in value ? { name, type: 1, f: value.float } : { name, type: 7, ints: value };
}

/** Rule of an operator that one ONNX operator computes, name for name. */
const same =
  (opType: string, attributes: Record<string, AttributeValue> = {}) =>
  (_: Node, inputs: readonly string[], outputs: readonly string[]) => [
    onnxNode(opType, inputs, outputs, attributes),
  ];

const onnxRules: OnnxRules = {
  // Inputs and constants are named, not computed.
  input: () => [],
  constant: () => [],
  add: same("Add"),
  sub: same("Sub"),
  mul: same("Mul"),
  div: same("Div"),
  sqrt: same("Sqrt"),
  exp: same("Exp"),
  erf: same("Erf"),
  abs: same("Abs"),
  sign: same("Sign"),
  softmax: same("Softmax", { axis: -1 }),
  logSoftmax: same("LogSoftmax", { axis: -1 }),
  gelu: same("Gelu"),

  gemm({ attributes: { transA, transB } }, inputs, outputs, emission) {
    const flags = { transA: Number(transA), transB: Number(transB) };
    if (emission.portable || !transA) {
      return [onnxNode("Gemm", inputs, outputs, flags)];
    }
    // ONNX Runtime's product on a CPU turns its first operand again for each 128 columns of the second.
    const [a = "", ...others] = inputs;
    const turned = emission.fresh();
    return [
      onnxNode("Transpose", [a], [turned], { perm: [1, 0] }),
      onnxNode("Gemm", [turned, ...others], outputs, { ...flags, transA: 0 }),
    ];
  },

  matmul(node, inputs, outputs, emission) {
    return emission.portable
      ? portableMatmul(node, inputs, outputs, emission)
      : [fusedMatmul(node, inputs, outputs)];
  },

  reshape: ({ attributes: { shape } }, inputs, outputs, emission) => [
    onnxNode("Reshape", [...inputs, emission.integers(shape.map((size) => Math.max(size, -1)))], outputs),
  ],

  transpose: ({ attributes: { permutation } }, inputs, outputs) => [
    onnxNode("Transpose", inputs, outputs, { perm: permutation }),
  ],

  slice({ attributes: { axis, start, end } }, inputs, outputs, emission) {
    const bounds = [[start], [end], [axis]].map((value) => emission.integers(value));
    return [onnxNode("Slice", [...inputs, ...bounds], outputs)];
  },

  concat: ({ attributes: { axis } }, inputs, outputs) => [onnxNode("Concat", inputs, outputs, { axis })],

  expand({ attributes: { shape } }, inputs, outputs, emission) {
    const target = emission.shapeAtRunTime(shape);
    return [...target.nodes, onnxNode("Expand", [...inputs, target.name], outputs)];
  },

  reduceSum: reduction("ReduceSum"),
  reduceMean: reduction("ReduceMean"),

  layerNorm: ({ attributes: { epsilon } }, inputs, outputs) => [
    onnxNode("LayerNormalization", inputs, outputs, { axis: -1, epsilon: { float: epsilon } }),
  ],
};

function reduction(opType: string): OnnxRule<"reduceSum" | "reduceMean"> {
  return ({ attributes: { axes, keepDims } }, inputs, outputs, emission) => [
    onnxNode(opType, [...inputs, emission.integers(axes)], outputs, { keepdims: Number(keepDims) }),
  ];
}

/** ONNX Runtime's product with transposes and a factor built in. */
function fusedMatmul(
  { attributes: { transA, transB, scale } }: Node<"matmul">,
  inputs: readonly string[],
  outputs: readonly string[],
): NodeProto {
  const attributes = { transA: Number(transA), transB: Number(transB), alpha: { float: scale } };
  return { ...onnxNode("FusedMatMul", inputs, outputs, attributes), domain: "com.microsoft" };
}

function portableMatmul(
  node: Node<"matmul">,
  inputs: readonly string[],
  outputs: readonly string[],
  emission: Emission,
): NodeProto[] {
  const { transA, transB, scale } = node.attributes;
  const rank = node.outputs[0]?.shape.length ?? 0;
  const swapped = Array.from({ length: rank }, (_, axis) => axis)
    .with(-2, rank - 1)
    .with(-1, rank - 2);
  const nodes: NodeProto[] = [];
  const through = (make: (output: string) => NodeProto) => {
    const output = emission.fresh();
    nodes.push(make(output));
    return output;
  };
  const operands = inputs.map((input, i) =>
    (i === 0 ? transA : transB)
      ? through((output) => onnxNode("Transpose", [input], [output], { perm: swapped }))
      : input,
  );
  if (scale !== 1) {
    // The smaller factor is scaled: for attention weights that is the queries.
    const [a = ""] = operands;
    operands[0] = through((output) => onnxNode("Mul", [a, emission.scalar(scale)], [output]));
  }
  return [...nodes, onnxNode("MatMul", operands, outputs)];
}

/** Axes of `shape` that depend on the batch; at most one. */
export function batchAxis(shape: Shape): number | undefined {
  const axis = shape.findIndex((size) => size < 0);
  return axis < 0 || axisSize(shape, axis) >= 0 ? undefined : axis;
}
