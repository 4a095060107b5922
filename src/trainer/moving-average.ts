import type { Kept } from "./checkpoint.js";
import { copyOf, type ParameterVectors } from "./parameter-views.js";
import { parameterGroups } from "./step/parameters.js";

/**
 * The exponential moving average of a network's weights (Polyak and Juditsky 1992; timm's `ModelEma`): after each step
 * `average = d · average + (1 - d) · weights`, with `d = min(decay, (1 + t) / (10 + t))` after `t` steps, as
 * TensorFlow's `ExponentialMovingAverage`, so that the first weights, which are random, do not linger.
 */
export class MovingAverage implements Kept {
  readonly vectors: ParameterVectors;
  readonly #decay: number;

  /** Begins at the weights given. */
  constructor(start: ParameterVectors, decay: number) {
    this.vectors = copyOf(start);
    this.#decay = decay;
  }

  /** Takes in the weights after step `steps`, counted from 1. */
  follow(weights: ParameterVectors, steps: number): void {
    const decay = Math.min(this.#decay, (1 + steps) / (10 + steps));
    for (const group of parameterGroups) {
      const [average, latest] = [this.vectors[group], weights[group]];
      for (let i = 0; i < average.length; i++) {
        average[i] = decay * (average[i] ?? 0) + (1 - decay) * (latest[i] ?? 0);
      }
    }
  }

  keptVectors(): [string, Float32Array][] {
    return parameterGroups.map((group) => [`average.${group}`, this.vectors[group]]);
  }

  keptNumbers(): Record<string, number> {
    return {};
  }

  restoreNumbers(): void {
    // The vectors are all there is.
  }
}
