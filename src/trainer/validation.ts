import type { Architecture, Plan, TensorSpec } from "../model/index.js";
import type { BatchSource } from "./augment/index.js";
import type { Kept } from "./checkpoint.js";
import type { Split } from "./datasets/index.js";
import { Classifier } from "./engine/classifier.js";
import { evaluate } from "./evaluate.js";
import { copyInto, copyOf, feedsOf, type ParameterVectors } from "./parameter-views.js";
import type { Reporter } from "./progress/index.js";
import { parameterGroups, type ParameterLayout } from "./step/parameters.js";

/** A network that is measured while it trains. */
export interface Watched {
  readonly depth: number;
  /** How its layers are tied to a learngene's tensors. Without, each has its own. */
  readonly plan?: Plan;
}

export interface ValidationOptions {
  readonly phase: string;
  readonly architecture: Architecture;
  readonly networks: readonly Watched[];
  readonly tensors: readonly TensorSpec[];
  readonly layout: ParameterLayout;
  readonly source: BatchSource;
  /** Images set aside. */
  readonly split: Split;
  /** Steps between two measurements. */
  readonly everySteps: number;
  /** Measurements without a lower loss after which the training stops; `undefined`: it does not. */
  readonly patience?: number | undefined;
  readonly threads: number;
  readonly reporter: Reporter;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Measures networks, each depth of its own, on images set aside while they train. With patience, it keeps the weights
 * whose loss, meaned over the networks, was lowest, and says when to stop (Prechelt 1998, "Early stopping - but when?").
 */
export class Validation implements Kept {
  readonly #options: ValidationOptions;
  readonly #classifiers: Classifier[] = [];
  readonly #best: ParameterVectors | undefined;
  #weights: ParameterVectors;
  #lowest = Infinity;
  #since = 0;

  constructor(options: ValidationOptions, weights: ParameterVectors) {
    this.#options = options;
    this.#weights = weights;
    this.#best = options.patience === undefined ? undefined : copyOf(weights);
  }

  /** Whether patience has run out. */
  get isOver(): boolean {
    const { patience } = this.#options;
    return patience !== undefined && this.#since >= patience;
  }

  /** The weights with the lowest loss; `undefined` where none are kept or none were measured. */
  get best(): ParameterVectors | undefined {
    return Number.isFinite(this.#lowest) ? this.#best : undefined;
  }

  /** Measures `weights` after so many steps, if it is time. */
  async measureIfDue(weights: ParameterVectors, steps: number, totalSteps: number): Promise<void> {
    if (steps % this.#options.everySteps !== 0 && steps !== totalSteps) {
      return;
    }
    this.#weights = weights;
    const { networks, source, split, reporter, phase, signal } = this.#options;
    let sum = 0;
    for (const [i, { depth, plan }] of networks.entries()) {
      const measured = await evaluate(await this.#classifier(i), source, split, signal);
      const layers = plan === undefined ? {} : { layers: [...plan.layers] };
      const subject = plan === undefined ? `depth ${depth}` : `layers ${plan.layers.join()}`;
      reporter.evaluate({
        phase,
        subject: `validation, ${subject}`,
        split: "validation",
        depth,
        ...layers,
        step: steps,
        accuracy: measured.accuracy,
        loss: measured.loss,
        images: measured.images,
        seconds: measured.seconds,
      });
      sum += measured.loss;
    }
    this.#judge(weights, sum / networks.length);
  }

  #judge(weights: ParameterVectors, loss: number): void {
    if (loss < this.#lowest) {
      this.#lowest = loss;
      this.#since = 0;
      if (this.#best !== undefined) {
        copyInto(this.#best, weights);
      }
    } else {
      this.#since++;
    }
  }

  async #classifier(index: number): Promise<Classifier> {
    const { networks, architecture, tensors, layout, threads } = this.#options;
    const network = networks[index];
    if (this.#classifiers[index] === undefined && network !== undefined) {
      this.#classifiers[index] = await Classifier.fromWeights(
        { architecture, ...network, tensors },
        () => feedsOf(layout, this.#weights, tensors),
        { threads },
      );
    }
    const classifier = this.#classifiers[index];
    if (classifier === undefined) {
      throw new Error(`no network ${index} to measure`);
    }
    return classifier;
  }

  keptVectors(): [string, Float32Array][] {
    const best = this.#best;
    return best === undefined ? [] : parameterGroups.map((group) => [`best.${group}`, best[group]]);
  }

  /** JSON has no Infinity: a loss that was never measured is left out. */
  keptNumbers(): Record<string, number> {
    return { since: this.#since, ...(Number.isFinite(this.#lowest) ? { lowest: this.#lowest } : {}) };
  }

  restoreNumbers({ since = 0, lowest = Infinity }: Readonly<Record<string, number>>): void {
    this.#since = since;
    this.#lowest = lowest;
  }

  async close(): Promise<void> {
    await Promise.all(this.#classifiers.map((classifier) => classifier.close()));
  }
}
