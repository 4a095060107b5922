import { nodesBehind, sizeOf, type Node, type Shape, type Value } from "../../graph/index.js";
import { segmentsLength, type Segment } from "../segments.js";
import {
  encodeGraph,
  encodeModel,
  encodeTensor,
  FIELD,
  fieldPrefix,
  TENSOR_FLOAT,
  TENSOR_INT64,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./proto.js";
import { batchAxis, onnxNode, onnxNodes, type Emission } from "./rules.js";

/** The operator set of written models: the first with Gelu. */
export const OPSET = 20;
const IR_VERSION = 9;
/** Protobuf's limit on a message, and so on a model without external data. */
const MAX_MODEL_BYTES = 2 ** 31 - 1;

export interface OnnxModel {
  /** Values to compute, by the names they get. */
  outputs: ReadonlyMap<string, Value>;
  /** Weights: for a graph input's name, its float32 bytes. Inputs without are fed when the model runs. */
  weights?: ReadonlyMap<string, Segment>;
  metadata?: Readonly<Record<string, string>>;
  /** Standard operators only. Default: yes. */
  portable?: boolean;
}

/**
 * An ONNX model as segments: the graph as bytes at hand, weights where they lie. Throws a `RangeError` for a
 * model over protobuf's 2 GiB.
 */
export function onnxSegments(model: OnnxModel): Segment[] {
  const emitter = new Emitter(model);
  const head = encodeModel({
    ir_version: IR_VERSION,
    producer_name: "learngene",
    opset_import: [
      { domain: "", version: OPSET },
      ...((model.portable ?? true) ? [] : [{ domain: "com.microsoft", version: 1 }]),
    ],
    metadata_props: Object.entries(model.metadata ?? {}).map(([key, value]) => ({ key, value })),
  });
  const graph = [bytes(emitter.graph()), ...emitter.weights()];
  const length = segmentsLength(graph);
  if (length + head.byteLength > MAX_MODEL_BYTES) {
    throw new RangeError(`an ONNX model of ${length} bytes is over protobuf's limit of 2 GiB`);
  }
  return [bytes(head), bytes(fieldPrefix(FIELD.modelGraph, length)), ...graph];
}

/** The same model in memory. Its weights, if any, must be bytes at hand. */
export function onnxBytes(model: OnnxModel): Uint8Array {
  const parts = onnxSegments(model).map((segment) => {
    if (segment.kind === "range") {
      throw new Error("a weight lies in a file");
    }
    return segment.bytes;
  });
  return Buffer.concat(parts);
}

const bytes = (content: Uint8Array): Segment => ({ kind: "bytes", bytes: content });

/** Names the values of a graph and writes its nodes. */
class Emitter implements Emission {
  readonly portable: boolean;
  readonly #model: OnnxModel;
  readonly #nodes: NodeProto[] = [];
  readonly #constants = new Map<string, TensorProto>();
  readonly #names = new Map<Value, string>();
  readonly #inputs: Node<"input">[];
  /** Values that a node or the caller reads. */
  readonly #read: ReadonlySet<Value>;
  #freshCount = 0;

  constructor(model: OnnxModel) {
    this.#model = model;
    this.portable = model.portable ?? true;
    const nodes = nodesBehind([...model.outputs.values()]);
    this.#inputs = nodes.filter((node): node is Node<"input"> => node.op === "input");
    this.#read = new Set([...nodes.flatMap((node) => node.inputs), ...model.outputs.values()]);
    this.#nameOutputs();
    for (const node of nodes) {
      const outputs = this.#usedOutputs(node).map((value) => this.#name(value));
      const inputs = node.inputs.map((value) => this.#name(value));
      this.#nodes.push(...onnxNodes(node, inputs, outputs, this));
    }
    this.#copyOutputsNamedTwice();
  }

  graph(): Uint8Array {
    return encodeGraph({
      name: "network",
      node: this.#nodes,
      initializer: [...this.#constants.values()],
      input: this.#inputs
        .filter((node) => !this.#weightOf(node))
        .map((node) => valueInfo(node.attributes.name, node.attributes.shape)),
      output: [...this.#model.outputs].map(([name, value]) => valueInfo(name, value.shape)),
    });
  }

  /** The weights as `GraphProto.initializer` fields. */
  weights(): Segment[] {
    return this.#inputs.flatMap((node) => {
      const data = this.#weightOf(node);
      const { name, shape } = node.attributes;
      return data === undefined ? [] : initializer(name, shape, data);
    });
  }

  fresh(): string {
    return `t${this.#freshCount++}`;
  }

  integers(values: readonly number[]): string {
    return this.#constant(`int64.${values.join(".")}`, {
      dims: [values.length],
      data_type: TENSOR_INT64,
      raw_data: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
    });
  }

  scalar(value: number): string {
    return this.#constant(`float32.${value}`, {
      dims: [],
      data_type: TENSOR_FLOAT,
      raw_data: new Uint8Array(Float32Array.of(value).buffer),
    });
  }

  shapeAtRunTime(shape: Shape): { name: string; nodes: NodeProto[] } {
    const axis = batchAxis(shape);
    if (axis === undefined) {
      return { name: this.integers(shape), nodes: [] };
    }
    const source = this.#inputs.find((node) => node.attributes.shape[0] === -1);
    if (source === undefined || shape[axis] !== -1) {
      throw new Error("only an axis of the batch's own size can be expanded at run time");
    }
    const [batch, name] = [this.fresh(), this.fresh()];
    const sizes = [
      ...(axis > 0 ? [this.integers(shape.slice(0, axis))] : []),
      batch,
      ...(axis + 1 < shape.length ? [this.integers(shape.slice(axis + 1))] : []),
    ];
    return {
      name,
      nodes: [
        onnxNode("Shape", [source.attributes.name], [batch], { start: 0, end: 1 }),
        onnxNode("Concat", sizes, [name], { axis: 0 }),
      ],
    };
  }

  #weightOf(node: Node<"input">): Segment | undefined {
    return this.#model.weights?.get(node.attributes.name);
  }

  /** The operator that computes an output writes it under its own name: a renaming node would copy it. */
  #nameOutputs(): void {
    for (const [name, value] of this.#model.outputs) {
      if (!this.#names.has(value) && value.node.op !== "input" && value.node.op !== "constant") {
        this.#names.set(value, name);
      }
    }
  }

  #copyOutputsNamedTwice(): void {
    for (const [name, value] of this.#model.outputs) {
      if (this.#name(value) !== name) {
        this.#nodes.push(onnxNode("Identity", [this.#name(value)], [name]));
      }
    }
  }

  /** Outputs but for the last ones that nothing reads: ONNX lets those be left out. */
  #usedOutputs(node: Node): readonly Value[] {
    const used = node.outputs.findLastIndex((value, i) => i === 0 || this.#read.has(value));
    return node.outputs.slice(0, used + 1);
  }

  #name(value: Value): string {
    const known = this.#names.get(value);
    if (known !== undefined) {
      return known;
    }
    const name = this.#newName(value);
    this.#names.set(value, name);
    return name;
  }

  #newName(value: Value): string {
    const { node } = value;
    if (isOp(node, "input")) {
      return node.attributes.name;
    }
    return isOp(node, "constant") ? this.scalar(node.attributes.value) : `v${value.id}`;
  }

  #constant(name: string, tensor: Omit<TensorProto, "name">): string {
    this.#constants.set(name, { ...tensor, name });
    return name;
  }
}

function isOp<K extends Node["op"]>(node: Node, op: K): node is Node<K> {
  return node.op === op;
}

function initializer(name: string, shape: Shape, data: Segment): Segment[] {
  const length = segmentsLength([data]);
  if (length !== 4 * sizeOf(shape)) {
    throw new Error(`${name}: ${length} bytes do not hold its shape`);
  }
  const description = encodeTensor({ dims: shape, data_type: TENSOR_FLOAT, name });
  const rawPrefix = fieldPrefix(FIELD.tensorRawData, length);
  const total = description.byteLength + rawPrefix.byteLength + length;
  const prefix = Buffer.concat([fieldPrefix(FIELD.graphInitializer, total), description, rawPrefix]);
  return [bytes(prefix), data];
}

function valueInfo(name: string, shape: Shape): ValueInfoProto {
  const dim = shape.map((size) => (size < 0 ? { dim_param: batchName(size) } : { dim_value: size }));
  return { name, type: { tensor_type: { elem_type: TENSOR_FLOAT, shape: { dim } } } };
}

const batchName = (size: number) => (size === -1 ? "batch" : `${-size}*batch`);
