import type { TensorSpec } from "../model/index.js";
import { tensorOn, type Tensor } from "./engine/session.js";
import type { TrainingState } from "./engine/training-state.js";
import { parameterGroups, type ParameterGroup, type ParameterLayout } from "./step/parameters.js";

/** The parameters of a network, a vector a group. */
export type ParameterVectors = Readonly<Record<ParameterGroup, Float32Array>>;

/** A state's parameters: its own memory, which the next step leaves for the other copy. */
export function parametersOf(state: TrainingState): ParameterVectors {
  const all = new Map(state.vectors());
  const of = (group: ParameterGroup) => all.get(`${group}.parameters`) ?? new Float32Array(0);
  return { decayed: of("decayed"), plain: of("plain") };
}

/** Vectors of the same sizes, each copied. */
export function copyOf(vectors: ParameterVectors): ParameterVectors {
  return { decayed: vectors.decayed.slice(), plain: vectors.plain.slice() };
}

/** Overwrites `to` with `from`. */
export function copyInto(to: ParameterVectors, from: ParameterVectors): void {
  for (const group of parameterGroups) {
    to[group].set(from[group]);
  }
}

/** Copies of the parameters, by name. */
export function namedCopies(layout: ParameterLayout, vectors: ParameterVectors): Map<string, Float32Array> {
  return new Map(layout.slots.map(({ name, group, start, end }) => [name, vectors[group].slice(start, end)]));
}

/** The parameters as tensors over the vectors' memory, for those of `tensors` that the layout has. */
export function feedsOf(
  layout: ParameterLayout,
  vectors: ParameterVectors,
  tensors: readonly TensorSpec[],
): Record<string, Tensor> {
  const wanted = new Set(tensors.map(({ name }) => name));
  return Object.fromEntries(
    layout.slots
      .filter(({ name }) => wanted.has(name))
      .map(({ name, group, start, end, shape }) => [
        name,
        tensorOn(vectors[group].subarray(start, end), shape),
      ]),
  );
}
