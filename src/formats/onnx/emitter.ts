import { nodesBehind, type Node, type Shape, type Value } from "../../graph/index.js";
import { bytesFromFloats } from "../float32.js";
import { bytesFromHalves, float16FromFloats } from "../half.js";
import type { Segment } from "../segments.js";
import {
  encodeGraph,
  TENSOR_FLOAT,
  TENSOR_INT64,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./proto.js";
import { onnxDtypes, type OnnxDtype } from "./weights.js";
import { batchAxis, onnxNode, onnxNodes, type Emission } from "./rules.js";

/** What of a model its graph is written from. */
export interface EmittedModel {
  /** Values to compute, by the names they get. */
  readonly outputs: ReadonlyMap<string, Value>;
  /** Weights: for a graph input's name, its float32 bytes. Inputs without are fed when the model runs. */
  readonly weights?: ReadonlyMap<string, Segment>;
  /** Standard operators only. Default: yes. */
  readonly portable?: boolean;
  /**
   * Type of the weights and of all that is computed. What is fed and what comes out is float32 whatever it is, cast on
   * the way. Default: float32.
   */
  readonly dtype?: OnnxDtype;
}

/** Names the values of a graph and writes its nodes. */
export class Emitter implements Emission {
  readonly portable: boolean;
  readonly #dtype: OnnxDtype;
  readonly #model: EmittedModel;
  readonly #nodes: NodeProto[] = [];
  readonly #constants = new Map<string, TensorProto>();
  readonly #names = new Map<Value, string>();
  readonly #inputs: Node<"input">[];
  /** Values that a node or the caller reads. */
  readonly #read: ReadonlySet<Value>;
  #freshCount = 0;

  constructor(model: EmittedModel) {
    this.#model = model;
    this.portable = model.portable ?? true;
    this.#dtype = model.dtype ?? "float32";
    const nodes = nodesBehind([...model.outputs.values()]);
    this.#inputs = nodes.filter((node): node is Node<"input"> => node.op === "input");
    this.#read = new Set([...nodes.flatMap((node) => node.inputs), ...model.outputs.values()]);
    if (this.#dtype === "float32") {
      this.#nameOutputs();
    } else {
      this.#castInputs();
    }
    for (const node of nodes) {
      const outputs = this.#usedOutputs(node).map((value) => this.#name(value));
      const inputs = node.inputs.map((value) => this.#name(value));
      this.#nodes.push(...onnxNodes(node, inputs, outputs, this));
    }
    this.#finishOutputs();
  }

  /** The encoded graph without its weights. */
  graph(): Uint8Array {
    return encodeGraph(this.parts());
  }

  /** The graph without its weights. */
  parts(): GraphProto {
    return {
      name: "network",
      node: this.#nodes,
      initializer: [...this.#constants.values()],
      input: this.#inputs
        .filter((node) => !this.#weightOf(node))
        .map((node) => valueInfo(node.attributes.name, node.attributes.shape)),
      output: [...this.#model.outputs].map(([name, value]) => valueInfo(name, value.shape)),
    };
  }

  /** Inputs that have weights, in the order in which the graph first reads them. */
  weights(): { name: string; shape: Shape; data: Segment }[] {
    return this.#inputs.flatMap((node) => {
      const data = this.#weightOf(node);
      return data === undefined ? [] : [{ ...node.attributes, data }];
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
    const floats = Float32Array.of(value);
    return this.#constant(`${this.#dtype}.${value}`, {
      dims: [],
      data_type: onnxDtypes[this.#dtype].code,
      raw_data:
        this.#dtype === "float32" ? bytesFromFloats(floats) : bytesFromHalves(float16FromFloats(floats)),
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

  #castInputs(): void {
    for (const node of this.#inputs) {
      const [value] = node.outputs;
      if (value !== undefined && this.#weightOf(node) === undefined) {
        const cast = this.fresh();
        const to = onnxDtypes[this.#dtype].code;
        this.#nodes.push(onnxNode("Cast", [node.attributes.name], [cast], { to }));
        this.#names.set(value, cast);
      }
    }
  }

  #finishOutputs(): void {
    for (const [name, value] of this.#model.outputs) {
      if (this.#dtype !== "float32") {
        this.#nodes.push(onnxNode("Cast", [this.#name(value)], [name], { to: TENSOR_FLOAT }));
      } else if (this.#name(value) !== name) {
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

function valueInfo(name: string, shape: Shape): ValueInfoProto {
  const dim = shape.map((size) => (size < 0 ? { dim_param: batchName(size) } : { dim_value: size }));
  return { name, type: { tensor_type: { elem_type: TENSOR_FLOAT, shape: { dim } } } };
}

const batchName = (size: number) => (size === -1 ? "batch" : `${-size}*batch`);
