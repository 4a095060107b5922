import { parameterGroups, type ParameterLayout } from "../step/parameters.js";
import { STEP } from "../step/train-step.js";
import { tensorOn, type Tensor } from "./session.js";

/** Gradients summed over the batches of a step: two copies, one read while the other is written. */
export class GatheredGradients {
  #current: readonly Float32Array[];
  #other: readonly Float32Array[];
  readonly #layout: ParameterLayout;

  constructor(layout: ParameterLayout) {
    const vectors = () => parameterGroups.map((group) => new Float32Array(layout.sizes[group]));
    this.#layout = layout;
    this.#current = vectors();
    this.#other = vectors();
  }

  get feeds(): Record<string, Tensor> {
    return this.#named(STEP.gatheredIn, this.#current);
  }

  get fetches(): Record<string, Tensor> {
    return this.#named(STEP.gatheredOut, this.#other);
  }

  advance(): void {
    [this.#current, this.#other] = [this.#other, this.#current];
  }

  clear(): void {
    for (const vector of this.#current) vector.fill(0);
  }

  #named(
    nameOf: (group: (typeof parameterGroups)[number]) => string,
    vectors: readonly Float32Array[],
  ): Record<string, Tensor> {
    return Object.fromEntries(
      parameterGroups.flatMap((group, i) => {
        const data = vectors[i] ?? new Float32Array(0);
        return this.#layout.sizes[group] === 0 ? [] : [[nameOf(group), tensorOn(data, [data.length])]];
      }),
    );
  }
}
