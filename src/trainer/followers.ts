import type { Kept } from "./checkpoint.js";
import { LayerRates } from "./layer-rates.js";
import { MovingAverage } from "./moving-average.js";
import { namedCopies, parametersOf, type ParameterVectors } from "./parameter-views.js";
import type { Training } from "./train.js";
import { Validation } from "./validation.js";

/**
 * What follows the weights from step to step outside of the step graph: shares of the learning rate by layer, the moving
 * average, and measurements on images set aside, as the recipe asks for them.
 */
export class Followers {
  readonly #training: Training;
  readonly #rates: LayerRates | undefined;
  readonly #average: MovingAverage | undefined;
  readonly #validation: Validation | undefined;

  /** @param stepsPerEpoch of the optimizer; need not be whole */
  constructor(training: Training, stepsPerEpoch: number) {
    const { recipe, state, layerRates, layouts } = training;
    const start = parametersOf(state);
    this.#training = training;
    this.#rates =
      layerRates === undefined ? undefined : new LayerRates(state.layout, layouts[0]?.depth ?? 0, layerRates);
    this.#average = recipe.ema === 0 ? undefined : new MovingAverage(start, recipe.ema);
    this.#validation = validationOf(training, stepsPerEpoch, this.#average?.vectors ?? start);
  }

  /** What of them belongs into a checkpoint. */
  get kept(): Kept[] {
    return [this.#average, this.#validation].filter((each) => each !== undefined);
  }

  /** Whether the weights are read or moved after each step, so that they must lie where this process reads them. */
  get readWeights(): boolean {
    return [this.#rates, this.#average, this.#validation].some((each) => each !== undefined);
  }

  /** Whether the training is to stop. */
  get isOver(): boolean {
    return this.#validation?.isOver ?? false;
  }

  beforeStep(): void {
    this.#rates?.before(parametersOf(this.#training.state));
  }

  async afterStep(totalSteps: number): Promise<void> {
    const { state } = this.#training;
    const parameters = parametersOf(state);
    this.#rates?.after(parameters);
    this.#average?.follow(parameters, state.stepCount);
    await this.#validation?.measureIfDue(this.#latest(), state.stepCount, totalSteps);
  }

  /** Copies of the weights that the training comes to: the best, where such are kept; else the average, else the last. */
  result(): Map<string, Float32Array> {
    return namedCopies(this.#training.state.layout, this.#validation?.best ?? this.#latest());
  }

  async close(): Promise<void> {
    await this.#validation?.close();
  }

  #latest(): ParameterVectors {
    return this.#average?.vectors ?? parametersOf(this.#training.state);
  }
}

function validationOf(
  training: Training,
  stepsPerEpoch: number,
  weights: ParameterVectors,
): Validation | undefined {
  const { recipe, architecture, validation: split, watched, layouts, tensors, state, dataset } = training;
  if (split === undefined) {
    return undefined;
  }
  return new Validation(
    {
      phase: recipe.kind,
      architecture,
      networks: watched ?? layouts,
      tensors,
      layout: state.layout,
      source: dataset,
      split,
      everySteps: Math.max(1, Math.round(recipe.validateEvery * stepsPerEpoch)),
      patience: recipe.patience,
      threads: training.threads,
      reporter: training.reporter,
      signal: training.signal,
    },
    weights,
  );
}
