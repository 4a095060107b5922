import { elementCount, initializationOf, type TensorSpec } from "../../model/index.js";
import type { FloatRun } from "../floats.js";
import type { Expandable } from "../request.js";
import { normalQuantile } from "./normal.js";
import { philox } from "./philox.js";

/** Tells a head's numbers from any that are once drawn from the same seed for something else: "head". */
const STREAM = 0x68656164;

/**
 * A tensor of a fresh head, initialized as timm does when a model is created: the weight truncated normal of standard
 * deviation 0.02, the bias 0. timm's bounds are absolute, -2 and 2, and so 100 deviations out: nothing drawn here comes
 * near. `undefined` where the learngene's own head is kept.
 */
export function freshHead(
  { learngene, numClasses, seed = 0 }: Expandable,
  { name, shape }: TensorSpec,
): FloatRun | undefined {
  if (numClasses === undefined) {
    return undefined;
  }
  const how = initializationOf(learngene.manifest.architecture, name);
  const length = elementCount(shape);
  switch (how.kind) {
    case "constant":
      return constant(how.value, length);
    case "truncatedNormal":
      return normals(how.std, seed, length);
    default:
      throw new Error(`no fresh ${name} is drawn: ${how.kind}`);
  }
}

function constant(value: number, length: number): FloatRun {
  return {
    kind: "made",
    length,
    values: (_source, start, end) => Promise.resolve(new Float32Array(end - start).fill(value)),
  };
}

/** Normal numbers, the `i`th made from the seed and `i` alone, so that any of them can be made first. */
function normals(std: number, seed: number, length: number): FloatRun {
  return {
    kind: "made",
    length,
    values(_source, start, end) {
      const values = new Float32Array(end - start);
      for (let block = Math.floor(start / 4); 4 * block < end; block++) {
        const words = philox([block >>> 0, Math.floor(block / 2 ** 32), 0, 0], [seed, STREAM]);
        // Out of 0..3, those of this block's numbers that were asked for.
        for (let i = Math.max(4 * block, start); i < Math.min(4 * block + 4, end); i++) {
          values[i - start] = std * normalQuantile(((words[i % 4] ?? 0) + 0.5) / 2 ** 32);
        }
      }
      return Promise.resolve(values);
    },
  };
}
