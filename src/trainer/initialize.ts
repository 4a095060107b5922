import { elementCount, initializationOf, type Architecture, type TensorSpec } from "../model/index.js";
import type { Random } from "./random.js";

/**
 * Fresh weights for `tensors`, by name. Each tensor draws from a stream of its own, named after it, so what it
 * gets depends on the seed and its name alone.
 */
export function initialWeights(
  architecture: Architecture,
  tensors: readonly TensorSpec[],
  random: Random,
): Map<string, Float32Array> {
  return new Map(
    tensors.map(({ name, shape }) => [name, draw(architecture, name, shape, random.fork(name))]),
  );
}

function draw(
  architecture: Architecture,
  name: string,
  shape: readonly number[],
  random: Random,
): Float32Array {
  const values = new Float32Array(elementCount(shape));
  const how = initializationOf(architecture, name);
  switch (how.kind) {
    case "constant":
      return values.fill(how.value);
    case "normal":
      return values.map(() => how.std * random.normal());
    case "truncatedNormal":
      return values.map(() => random.truncatedNormal(how.std));
    case "uniform":
      return values.map(() => how.bound * (2 * random.uniform() - 1));
  }
}
