import { firstOutput, nodesBehind } from "./graph.js";
import { inputGradients } from "./gradient-rules.js";
import type { Value } from "./node.js";
import { add, gemm } from "./operators.js";

/**
 * Gradients of a scalar with respect to `sources`, by reverse-mode differentiation. Where a source reaches the
 * loss along several paths (a stage's tensor, used by each layer of its stage) its gradients are summed.
 *
 * @returns one value a source, of the source's shape; throws where the loss does not depend on a source.
 */
export function differentiate(loss: Value, sources: readonly Value[]): Value[] {
  if (loss.shape.length !== 0) {
    throw new Error("only a scalar can be differentiated");
  }
  const onPath = valuesFrom(sources, loss);
  const gradients = new Map<Value, Value>([[loss, loss.graph.constant(1)]]);
  for (const node of nodesBehind([loss]).reverse()) {
    const y = firstOutput(node);
    const gradient = gradients.get(y);
    if (gradient === undefined || !onPath.has(y)) {
      continue;
    }
    for (const [i, contribution] of inputGradients(node, gradient, y).entries()) {
      const input = node.inputs[i];
      if (input !== undefined && contribution !== undefined && onPath.has(input)) {
        gradients.set(input, accumulate(gradients.get(input), contribution));
      }
    }
  }
  return sources.map((source) => {
    const gradient = gradients.get(source);
    if (gradient === undefined) {
      throw new Error(`the loss does not depend on value ${source.id}`);
    }
    return gradient;
  });
}

/** Values on a way from a source to the loss: only their gradients are worth computing. */
function valuesFrom(sources: readonly Value[], loss: Value): Set<Value> {
  const reached = new Set<Value>(sources);
  for (const node of nodesBehind([loss])) {
    for (const input of node.inputs) {
      if (input !== firstOutput(input.node) && reached.has(firstOutput(input.node))) {
        throw new Error(`${input.node.op}: only its first output can be differentiated`);
      }
      if (reached.has(input)) {
        reached.add(firstOutput(node));
      }
    }
  }
  return reached;
}

/** `sum + term`. A matrix product adds the sum as it is made, which saves a pass over tied weights. */
function accumulate(sum: Value | undefined, term: Value): Value {
  if (sum === undefined) {
    return term;
  }
  const { node } = term;
  const [a, b] = node.inputs;
  if (node.op === "gemm" && node.inputs.length === 2 && a !== undefined && b !== undefined) {
    return gemm(a, b, { ...(node.attributes as { transA: boolean; transB: boolean }), c: sum });
  }
  return add(sum, term);
}
