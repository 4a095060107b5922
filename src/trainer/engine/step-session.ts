import { onnxBytes } from "../../formats/onnx/index.js";
import { imagesShape } from "../../model/index.js";
import { branchScaleCount } from "../step/drop-path.js";
import { buildGathering, buildTrainStep, STEP, type TrainStepOptions } from "../step/train-step.js";
import { GatheredGradients } from "./gathered-gradients.js";
import { openSession, tensorOn, type InferenceSession, type SessionOptions, type Tensor } from "./session.js";
import type { TrainingState } from "./training-state.js";

/** What a step tells, of the batch and the parameters before it. */
export interface StepResult {
  /** Mean over the batch, nats. */
  loss: number;
  /** `[batch, classes]`; overwritten by the next step. */
  logits: Float32Array;
  /** Global norm before clipping. */
  gradientNorm: number;
}

/** A batch's buffers, filled by the caller before each step. */
export interface StepBatch {
  /** `[batch, channels, height, width]`, preprocessed. */
  readonly images: Float32Array;
  /** `[batch, classes]`, rows summing to 1. */
  readonly targets: Float32Array;
  /** `[batch, classes]`. */
  readonly teacherLogits: Float32Array;
}

/** One training-step graph, run by ONNX Runtime on preallocated memory. */
export class StepSession {
  /** `[2 * depth, batch]`: what residual branches weigh, filled by the caller before each step; empty without drop path. */
  readonly branchScales: Float32Array;
  readonly #session: InferenceSession;
  /** What the batches but the last are run by, where gradients are of several. */
  readonly #gathering: InferenceSession | undefined;
  readonly #gathered: GatheredGradients | undefined;
  readonly #feeds: Record<string, Tensor>;
  readonly #scalars: { learningRate: Float32Array; step: Float32Array };
  readonly #results: { loss: Float32Array; logits: Float32Array; gradientNorm: Float32Array };
  readonly #fetches: Record<string, Tensor>;

  private constructor(
    session: InferenceSession,
    gathering: InferenceSession | undefined,
    batch: StepBatch,
    options: TrainStepOptions,
  ) {
    const { architecture, batchSize, depth, dropPath = false, parameters } = options;
    const classes = architecture.config.numClasses;
    this.#session = session;
    this.#gathering = gathering;
    this.#gathered = gathering === undefined ? undefined : new GatheredGradients(parameters);
    this.branchScales = new Float32Array(dropPath ? branchScaleCount(depth, batchSize) : 0);
    this.#scalars = { learningRate: new Float32Array(1), step: new Float32Array(1) };
    this.#results = {
      loss: new Float32Array(1),
      logits: new Float32Array(batchSize * classes),
      gradientNorm: new Float32Array(1),
    };
    this.#feeds = {
      [STEP.images]: tensorOn(batch.images, imagesShape(architecture, batchSize)),
      [STEP.targets]: tensorOn(batch.targets, [batchSize, classes]),
      [STEP.teacherLogits]: tensorOn(batch.teacherLogits, [batchSize, classes]),
      [STEP.learningRate]: tensorOn(this.#scalars.learningRate, []),
      [STEP.step]: tensorOn(this.#scalars.step, []),
      [STEP.branchScales]: tensorOn(this.branchScales, [dropPath ? 2 * depth : 0, batchSize]),
    };
    this.#fetches = {
      [STEP.loss]: tensorOn(this.#results.loss, []),
      [STEP.logits]: tensorOn(this.#results.logits, [batchSize, classes]),
      [STEP.gradientNorm]: tensorOn(this.#results.gradientNorm, []),
    };
  }

  /** Builds the step graph and opens it on the CPU; `batch` stays the caller's to fill. */
  static async open(
    options: TrainStepOptions,
    batch: StepBatch,
    sessionOptions: SessionOptions,
  ): Promise<StepSession> {
    const opened = (outputs: ReturnType<typeof buildTrainStep>) =>
      openSession(onnxBytes({ outputs, portable: false }), sessionOptions);
    const gathering = (options.accumulate ?? 1) > 1 ? await opened(buildGathering(options)) : undefined;
    return new StepSession(await opened(buildTrainStep(options)), gathering, batch, options);
  }

  /**
   * Adds the gradients of the batch's present contents to those gathered since the last step, and moves nothing; for all
   * batches of a step but the last. Returns the batch's mean loss, nats.
   */
  async gather(state: TrainingState): Promise<number> {
    if (this.#gathering === undefined || this.#gathered === undefined) {
      throw new Error("this step takes one batch");
    }
    const { [STEP.loss]: loss, [STEP.logits]: logits } = this.#fetches;
    if (loss === undefined || logits === undefined) {
      throw new Error("no results to fetch");
    }
    const feeds = { ...state.feeds, ...this.#feeds, ...this.#gathered.feeds };
    const fetches = { [STEP.loss]: loss, [STEP.logits]: logits, ...this.#gathered.fetches };
    await this.#gathering.run(inputsOf(this.#gathering, feeds), fetches);
    this.#gathered.advance();
    return this.#results.loss[0] ?? Number.NaN;
  }

  /** Takes one step on the batch's present contents, and what was gathered before, and advances `state`. */
  async run(state: TrainingState, learningRate: number): Promise<StepResult> {
    this.#scalars.learningRate[0] = learningRate;
    this.#scalars.step[0] = state.stepCount + 1;
    const feeds = { ...state.feeds, ...this.#feeds, ...this.#gathered?.feeds };
    await this.#session.run(inputsOf(this.#session, feeds), { ...state.fetches, ...this.#fetches });
    state.advance();
    this.#gathered?.clear();
    const [loss = Number.NaN] = this.#results.loss;
    const [gradientNorm = Number.NaN] = this.#results.gradientNorm;
    return { loss, gradientNorm, logits: this.#results.logits };
  }

  async close(): Promise<void> {
    await this.#session.release();
    await this.#gathering?.release();
  }
}

/** Those that the graph has: its losses, layouts and frozen tensors decide which it reads. */
function inputsOf(
  session: InferenceSession,
  feeds: Readonly<Record<string, Tensor>>,
): Record<string, Tensor> {
  return Object.fromEntries(
    session.inputNames.flatMap((name) => {
      const tensor = feeds[name];
      return tensor === undefined ? [] : [[name, tensor] as const];
    }),
  );
}
