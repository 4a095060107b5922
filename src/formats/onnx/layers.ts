import { ANY_BATCH, Graph } from "../../graph/index.js";
import {
  imagesShape,
  NETWORK_IO,
  networkLogits,
  networkTensors,
  type Architecture,
} from "../../model/index.js";
import { Emitter } from "./emitter.js";
import { encodeGraph, encodeNode, FIELD, type NodeProto } from "./proto.js";
import type { OnnxDtype } from "./weights.js";
import { fieldLength, WireWriter } from "./wire.js";

/**
 * Graphs of networks of one architecture and any depth. All layers are alike but for names, so one is translated to
 * ONNX and then written once a layer: the time a graph takes grows by some microseconds a layer.
 */
export interface LayeredGraph {
  /** A `GraphProto` of `depth` layers, all but its weights, whose fields may follow. */
  encode(depth: number): Uint8Array;
}

/** Layers of the network that is translated: of those in the middle, what comes before and after is a layer too. */
const TRANSLATED = 3;

/** Translates a network of three layers, and takes its middle layer for all of them. */
export function layeredGraph(architecture: Architecture, dtype: OnnxDtype): LayeredGraph {
  const { node: nodes, ...rest } = translated(architecture, dtype);
  const starts = Array.from({ length: TRANSLATED }, (_, i) =>
    nodes.findIndex(({ input }) => input.some((name) => name.startsWith(`blocks.${i}.`))),
  );
  const [first = 0, second = 0, third = 0] = starts;
  const size = second - first;
  if (first < 0 || size <= 0 || third - second !== size) {
    throw new Error("the layers of this architecture are not alike");
  }
  const layer = new LayerPattern(nodes.slice(second, third), nodes.slice(third, third + size));
  const before = nodes.slice(0, first);
  const entry = layer.entryOf(nodes.slice(first, second), before);
  const lastOutput = layer.outputIn(nodes.slice(third, third + size));
  const head = encodeNodes(before);
  const after = nodes.slice(third + size);
  const tail = encodeGraph(rest);
  return {
    encode(depth) {
      const writer = new WireWriter().raw(head);
      for (let i = 0; i < depth; i++) {
        layer.write(writer, i, i === 0 ? entry : layer.outputName(i - 1));
      }
      const renamed = after.map((node) => ({
        ...node,
        input: node.input.map((name) => (name === lastOutput ? layer.outputName(depth - 1) : name)),
      }));
      return writer.raw(encodeNodes(renamed)).raw(tail).slice();
    },
  };
}

function translated(architecture: Architecture, dtype: OnnxDtype) {
  const graph = new Graph();
  const shapes = new Map(
    networkTensors(architecture, TRANSLATED).map(({ name, shape }) => [name, shape] as const),
  );
  const images = graph.input(NETWORK_IO.images, imagesShape(architecture, ANY_BATCH));
  const logits = networkLogits(architecture, TRANSLATED, images, (name) => {
    const shape = shapes.get(name);
    if (shape === undefined) {
      throw new Error(`the network reads ${name}, which it does not have`);
    }
    return graph.input(name, shape);
  });
  const nothing = { kind: "bytes", bytes: new Uint8Array(0) } as const;
  const weights = new Map([...shapes.keys()].map((name) => [name, nothing] as const));
  return new Emitter({ outputs: new Map([[NETWORK_IO.logits, logits]]), weights, dtype }).parts();
}

/** A name in a layer: a tensor of the layer itself, a weight of it, what the layer before gave, or one of all layers. */
type Name =
  | { readonly kind: "own"; readonly index: number }
  | { readonly kind: "weight"; readonly name: string }
  | { readonly kind: "entry" }
  | { readonly kind: "shared"; readonly name: string };

interface NodePattern {
  readonly inputs: readonly Name[];
  readonly outputs: readonly Name[];
  /** Operator and attributes. */
  readonly rest: Uint8Array;
}

/** A layer's nodes, to be written for any of them. */
class LayerPattern {
  readonly #nodes: readonly NodePattern[];
  /** Tensors by the names they have in the layer it was made from, numbered as they are made. */
  readonly #own: ReadonlyMap<string, number>;
  /** Which of them the next layer reads. */
  readonly #output: number;
  readonly #entry: string;

  /** @param next the layer after it */
  constructor(layer: readonly NodeProto[], next: readonly NodeProto[]) {
    this.#own = new Map(layer.flatMap(({ output }) => output).map((name, index) => [name, index]));
    const weight = /^blocks\.\d+\.(.+)$/;
    // Names of tensors that other nodes make, not of weights and constants, tell what comes from the layer before.
    const read = layer.flatMap(({ input }) => input);
    const entries = new Set(
      read.filter((name) => isTensor(name) && !this.#own.has(name) && !weight.test(name)),
    );
    const outputs = new Set(next.flatMap(({ input }) => input).filter((name) => this.#own.has(name)));
    const [entry, output] = [[...entries][0], [...outputs][0]];
    if (entries.size !== 1 || outputs.size !== 1 || entry === undefined || output === undefined) {
      throw new Error("a layer must read one tensor and give one");
    }
    this.#entry = entry;
    this.#output = this.#own.get(output) ?? 0;
    const nameOf = (name: string): Name => {
      const index = this.#own.get(name);
      if (index !== undefined) {
        return { kind: "own", index };
      }
      const [, inner] = weight.exec(name) ?? [];
      if (inner !== undefined) {
        return { kind: "weight", name: inner };
      }
      return name === this.#entry ? { kind: "entry" } : { kind: "shared", name };
    };
    this.#nodes = layer.map(({ input, output: made, ...rest }) => ({
      inputs: input.map(nameOf),
      outputs: made.map(nameOf),
      rest: encodeNode({ ...rest, input: [], output: [] }),
    }));
  }

  /** The name that layer `i`'s output has in a written graph. */
  outputName(i: number): string {
    return ownName(i, this.#output);
  }

  /** What the network's first layer reads: the one tensor made before it that it reads. */
  entryOf(firstLayer: readonly NodeProto[], before: readonly NodeProto[]): string {
    const made = new Set(before.flatMap(({ output }) => output));
    const name = firstLayer.flatMap(({ input }) => input).find((each) => made.has(each));
    if (name === undefined) {
      throw new Error("the first layer reads nothing");
    }
    return name;
  }

  /** The output's name in a translated layer. */
  outputIn(layer: readonly NodeProto[]): string {
    return layer.flatMap(({ output }) => output)[this.#output] ?? "";
  }

  /** Writes the nodes of layer `i`, which reads `entry`. */
  write(writer: WireWriter, i: number, entry: string): void {
    const textOf = (name: Name): string => {
      switch (name.kind) {
        case "own":
          return ownName(i, name.index);
        case "weight":
          return `blocks.${i}.${name.name}`;
        case "entry":
          return entry;
        case "shared":
          return name.name;
      }
    };
    for (const { inputs, outputs, rest } of this.#nodes) {
      const [read, made] = [inputs.map(textOf), outputs.map(textOf)];
      let length = rest.byteLength;
      for (const name of read) {
        length += fieldLength(name.length);
      }
      for (const name of made) {
        length += fieldLength(name.length);
      }
      writer.prefix(FIELD.graphNode, length);
      for (const name of read) {
        writer.text(NODE.input, name);
      }
      for (const name of made) {
        writer.text(NODE.output, name);
      }
      writer.raw(rest);
    }
  }
}

/** Fields of `NodeProto`. */
const NODE = { input: 1, output: 2 } as const;

const ownName = (layer: number, index: number) => `l${layer}.${index}`;

/** Whether an emitter's name is of a tensor that a node makes: `v12`, `t3`. */
const isTensor = (name: string) => /^[vt]\d+$/.test(name);

function encodeNodes(nodes: readonly NodeProto[]): Uint8Array {
  const writer = new WireWriter();
  for (const node of nodes) {
    const bytes = encodeNode(node);
    writer.prefix(FIELD.graphNode, bytes.byteLength).raw(bytes);
  }
  return writer.slice();
}
