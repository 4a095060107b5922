import { Graph, nodesBehind, reshape, slice, type Value } from "../../graph/index.js";
import type { ParameterLayout } from "../step/parameters.js";
import { STEP } from "../step/train-step.js";

/**
 * The same step graph, its parameters cut out of the flat vectors inside: for engines whose memory has no views, so that
 * a vector that a step wrote is all that the next one reads.
 */
export function cutParameters(
  outputs: ReadonlyMap<string, Value>,
  layout: ParameterLayout,
): ReadonlyMap<string, Value> {
  const graph = new Graph();
  const slots = new Map(layout.slots.map((slot) => [slot.name, slot]));
  const copies = new Map<Value, Value>();
  const copyOf = (value: Value): Value => {
    const copy = copies.get(value);
    if (copy === undefined) {
      throw new Error(`${value.node.op} comes after what reads it`);
    }
    return copy;
  };
  for (const { op, inputs, attributes, outputs: own } of nodesBehind([...outputs.values()])) {
    const slot = op === "input" && "name" in attributes ? slots.get(attributes.name) : undefined;
    if (slot !== undefined) {
      const { group, shape, start, end } = slot;
      const vector = graph.input(STEP.vectorIn(group, "parameters"), [layout.sizes[group]]);
      const [value] = own;
      if (value !== undefined) {
        copies.set(value, reshape(slice(vector, 0, start, end), shape));
      }
    } else if (op === "input" && "name" in attributes) {
      const [value] = own;
      if (value !== undefined) {
        copies.set(value, graph.input(attributes.name, attributes.shape));
      }
    } else {
      const node = graph.node(op, inputs.map(copyOf), attributes);
      own.forEach((value, i) => {
        const copy = node.outputs[i];
        if (copy !== undefined) {
          copies.set(value, copy);
        }
      });
    }
  }
  return new Map([...outputs].map(([name, value]) => [name, copyOf(value)]));
}
