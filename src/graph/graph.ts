import type { Node, OpAttributes, OpName, Value } from "./node.js";
import { sameShape, showShape, type Shape } from "./shape.js";
import { shapesOf } from "./shape-rules.js";

/**
 * A directed acyclic graph of operators on float32 tensors. Nodes are made in an order in which they can run,
 * and asking twice for the same operator on the same inputs gives the same node.
 */
export class Graph {
  readonly #nodes: Node[] = [];
  readonly #known = new Map<string, Node>();
  readonly #inputs = new Map<string, Shape>();
  #valueCount = 0;

  /** Every node, each after those it reads. */
  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** A tensor fed at run time under `name`; throws where the graph has another input of that name. */
  input(name: string, shape: Shape): Value {
    const taken = this.#inputs.get(name);
    if (taken !== undefined && !sameShape(taken, shape)) {
      throw new Error(`input ${name} is ${showShape(taken)} already, not ${showShape(shape)}`);
    }
    this.#inputs.set(name, shape);
    return this.apply("input", [], { name, shape });
  }

  /** A scalar. */
  constant(value: number): Value {
    return this.apply("constant", [], { value });
  }

  /** The first output of `op` on `inputs`; throws where their shapes do not fit. */
  apply<K extends OpName>(op: K, inputs: readonly Value[], attributes: OpAttributes[K]): Value {
    return firstOutput(this.node(op, inputs, attributes));
  }

  /** The node of `op` on `inputs`, made unless the graph has it; throws where the shapes do not fit. */
  node<K extends OpName>(op: K, inputs: readonly Value[], attributes: OpAttributes[K]): Node {
    if (inputs.some((value) => value.graph !== this)) {
      throw new Error(`${op}: an input belongs to another graph`);
    }
    const key = `${op}(${inputs.map((value) => value.id).join()})${attributesKey(attributes)}`;
    const known = this.#known.get(key);
    if (known !== undefined) {
      return known;
    }
    const shapes = shapesOf(op, inputs, attributes);
    const outputs: Value[] = [];
    const node: Node = { op, inputs, attributes, outputs };
    for (const shape of shapes) {
      outputs.push({ id: this.#valueCount++, graph: this, node, shape });
    }
    this.#nodes.push(node);
    this.#known.set(key, node);
    return node;
  }
}

/** Attributes as text. JSON alone writes NaN and both infinities as `null`, which would make them one constant. */
function attributesKey(attributes: object): string {
  return JSON.stringify(attributes, (_, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
  );
}

/** The first output of a node. */
export function firstOutput(node: Node): Value {
  return outputAt(node, 0);
}

/** The output of a node at `index`. */
export function outputAt(node: Node, index: number): Value {
  const value = node.outputs[index];
  if (value === undefined) {
    throw new Error(`${node.op} has no output ${index}`);
  }
  return value;
}

/** The nodes that `outputs` depend on, each after those it reads. */
export function nodesBehind(outputs: readonly Value[]): Node[] {
  const needed = new Set<Node>();
  const visit = [...outputs];
  for (let value = visit.pop(); value !== undefined; value = visit.pop()) {
    if (!needed.has(value.node)) {
      needed.add(value.node);
      visit.push(...value.node.inputs);
    }
  }
  const graph = outputs[0]?.graph;
  return graph === undefined ? [] : graph.nodes.filter((node) => needed.has(node));
}
