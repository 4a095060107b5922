import { onnxBytes } from "../../formats/onnx/index.js";
import { imagesShape } from "../../model/index.js";
import { buildTrainStep, STEP, type TrainStepOptions } from "../step/train-step.js";
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
  readonly #session: InferenceSession;
  readonly #feeds: Record<string, Tensor>;
  readonly #scalars: { learningRate: Float32Array; step: Float32Array };
  readonly #results: { loss: Float32Array; logits: Float32Array; gradientNorm: Float32Array };
  readonly #fetches: Record<string, Tensor>;

  private constructor(session: InferenceSession, batch: StepBatch, options: TrainStepOptions) {
    const { architecture, batchSize } = options;
    const classes = architecture.config.numClasses;
    this.#session = session;
    this.#scalars = { learningRate: new Float32Array(1), step: new Float32Array(1) };
    this.#results = {
      loss: new Float32Array(1),
      logits: new Float32Array(batchSize * classes),
      gradientNorm: new Float32Array(1),
    };
    const inputs = {
      [STEP.images]: tensorOn(batch.images, imagesShape(architecture, batchSize)),
      [STEP.targets]: tensorOn(batch.targets, [batchSize, classes]),
      [STEP.teacherLogits]: tensorOn(batch.teacherLogits, [batchSize, classes]),
      [STEP.learningRate]: tensorOn(this.#scalars.learningRate, []),
      [STEP.step]: tensorOn(this.#scalars.step, []),
    };
    // The graph has only those inputs that its losses read.
    this.#feeds = Object.fromEntries(
      Object.entries(inputs).filter(([name]) => session.inputNames.includes(name)),
    );
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
    const model = onnxBytes({ outputs: buildTrainStep(options), portable: false });
    return new StepSession(await openSession(model, sessionOptions), batch, options);
  }

  /** Takes one step on the batch's present contents and advances `state`. */
  async run(state: TrainingState, learningRate: number): Promise<StepResult> {
    this.#scalars.learningRate[0] = learningRate;
    this.#scalars.step[0] = state.stepCount + 1;
    await this.#session.run({ ...state.feeds, ...this.#feeds }, { ...state.fetches, ...this.#fetches });
    state.advance();
    const [loss = Number.NaN] = this.#results.loss;
    const [gradientNorm = Number.NaN] = this.#results.gradientNorm;
    return { loss, gradientNorm, logits: this.#results.logits };
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}
