import { elementCount, type TensorSpec } from "../../model/index.js";

/** Parameters that share a weight decay and lie behind one another in one vector. */
export type ParameterGroup = "decayed" | "plain";

export const parameterGroups: readonly ParameterGroup[] = ["decayed", "plain"];

/** A parameter's place in its group's vector, in elements. */
export interface ParameterSlot extends TensorSpec {
  readonly group: ParameterGroup;
  readonly start: number;
  readonly end: number;
}

/**
 * Where each parameter lies: a vector a group, so that the optimizer passes over two vectors whatever the
 * number of tensors, and a checkpoint is a few arrays. The step graph reads parameters as views of them.
 */
export interface ParameterLayout {
  readonly slots: readonly ParameterSlot[];
  readonly sizes: Readonly<Record<ParameterGroup, number>>;
}

/** Lays parameters out in the given order. */
export function layOutParameters(tensors: readonly TensorSpec[]): ParameterLayout {
  const sizes = { decayed: 0, plain: 0 };
  const slots = tensors.map(({ name, shape }) => {
    const group = groupOf(name, shape);
    const start = sizes[group];
    sizes[group] += elementCount(shape);
    return { name, shape, group, start, end: sizes[group] };
  });
  return { slots, sizes };
}

/** Matrices and kernels decay; biases, norms, position embeddings and the class token do not, as in timm. */
function groupOf(name: string, shape: readonly number[]): ParameterGroup {
  return shape.length > 1 && name !== "pos_embed" && name !== "cls_token" ? "decayed" : "plain";
}
