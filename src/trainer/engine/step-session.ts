import { onnxBytes } from "../../formats/onnx/index.js";
import { elementCount, imagesShape } from "../../model/index.js";
import { branchScaleCount } from "../step/drop-path.js";
import { buildGradients, STEP, type TrainStepOptions } from "../step/train-step.js";
import { parameterGroups } from "../step/parameters.js";
import { inParallel } from "./in-parallel.js";
import { openSession, tensorOn, type InferenceSession, type SessionOptions, type Tensor } from "./session.js";
import type { TrainingState } from "./training-state.js";
import { Updater } from "./updater.js";

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

/** A part of the batch, with where its results are written. */
interface Part {
  readonly session: InferenceSession;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly fetches: Readonly<Record<string, Tensor>>;
  readonly loss: Float32Array;
  /** `[2 * depth, images of the part]`, as {@link StepSession.branchScales} says for them; empty without drop path. */
  readonly branchScales: Float32Array;
  /** Which of the batch's images it has. */
  readonly start: number;
  readonly end: number;
}

/**
 * In how many parts a batch is computed, side by side. It decides how sums are rounded, so it hangs on nothing but the
 * batch: the same seed gives the same weights on any number of threads. See docs/decisions/0011-steps-in-parts.md.
 */
const partsOf = (batchSize: number) => Math.min(2, batchSize);

/**
 * Training steps, run by ONNX Runtime on preallocated memory. A batch is computed in parts, one beside the other: two runs
 * on a thread each are faster than one on two, whose operators wait for one another's threads.
 */
export class StepSession {
  /** `[2 * depth, batch]`: what residual branches weigh, filled by the caller before each step; empty without drop path. */
  readonly branchScales: Float32Array;
  readonly #parts: readonly Part[];
  readonly #updater: Updater;
  readonly #threads: number;
  readonly #logits: Float32Array;
  readonly #batchSize: number;
  readonly #accumulate: number;

  private constructor(
    parts: readonly Part[],
    updater: Updater,
    threads: number,
    logits: Float32Array,
    { batchSize, depth, dropPath = false, accumulate = 1 }: TrainStepOptions,
  ) {
    this.#parts = parts;
    this.#updater = updater;
    this.#threads = threads;
    this.#logits = logits;
    this.#batchSize = batchSize;
    this.#accumulate = accumulate;
    this.branchScales = new Float32Array(dropPath ? branchScaleCount(depth, batchSize) : 0);
  }

  /** Builds the step's graphs and opens them; `batch` stays the caller's to fill. */
  static async open(
    options: TrainStepOptions,
    batch: StepBatch,
    { threads, provider = "cpu" }: SessionOptions,
  ): Promise<StepSession> {
    const { batchSize, accumulate = 1 } = options;
    const count = provider === "cpu" ? partsOf(batchSize) : 1;
    const logits = new Float32Array(batchSize * options.architecture.config.numClasses);
    // Parts of one size share a session, whose runs may overlap.
    const sessions = new Map<number, Promise<InferenceSession>>();
    const sessionFor = (size: number) => {
      const known = sessions.get(size);
      if (known !== undefined) {
        return known;
      }
      const outputs = buildGradients({ ...options, batchSize: size, wholeBatch: batchSize * accumulate });
      const opened = openSession(onnxBytes({ outputs, portable: false }), {
        threads: Math.max(1, Math.floor(threads / count)),
        provider,
      });
      sessions.set(size, opened);
      return opened;
    };
    const parts = Array.from({ length: count }, async (_, i) => {
      const [start, end] = [i, i + 1].map((part) => Math.round((part * batchSize) / count)) as [
        number,
        number,
      ];
      return partOf(await sessionFor(end - start), options, batch, logits, start, end);
    });
    const vectors = accumulate > 1 ? count + 1 : count;
    const updater = await Updater.open(options.optimizer, vectors, threads);
    return new StepSession(await Promise.all(parts), updater, threads, logits, options);
  }

  /**
   * Adds the gradients of the batch's present contents to those gathered since the last step, and moves nothing; for all
   * batches of a step but the last. Returns the batch's mean loss, nats.
   */
  async gather(state: TrainingState): Promise<number> {
    if (this.#accumulate === 1) {
      throw new Error("this step takes one batch");
    }
    const loss = await this.#computeGradients(state);
    const parts = state.gradients(this.#parts.length);
    for (const group of parameterGroups) {
      const sum = this.#gathered(state)[group];
      for (const { vectors } of parts) {
        addTo(sum, vectors[group]);
      }
    }
    return loss;
  }

  /** Takes one step on the batch's present contents, and what was gathered before, and advances `state`. */
  async run(state: TrainingState, learningRate: number): Promise<StepResult> {
    const loss = await this.#computeGradients(state);
    const gradientNorm = await this.#updater.run(state, learningRate);
    state.advance();
    if (this.#accumulate > 1) {
      for (const sum of Object.values(this.#gathered(state))) {
        sum.fill(0);
      }
    }
    return { loss, gradientNorm, logits: this.#logits };
  }

  /** Writes each part's gradients, divided by the batches of a step, and the logits. Returns the batch's mean loss. */
  async #computeGradients(state: TrainingState): Promise<number> {
    const gradients = state.gradients(this.#parts.length);
    const rows = this.branchScales.length / this.#batchSize;
    await inParallel(this.#parts, this.#threads, ({ session, feeds, fetches, ...part }, i) => {
      for (let row = 0; row < rows; row++) {
        const from = row * this.#batchSize;
        const scales = this.branchScales.subarray(from + part.start, from + part.end);
        part.branchScales.set(scales, row * scales.length);
      }
      const all = { ...state.feeds, ...feeds };
      return session.run(inputsOf(session, all), { ...fetches, ...gradients[i]?.fetches });
    });
    const share = this.#parts.reduce((sum, part) => sum + (part.loss[0] ?? Number.NaN), 0);
    return share * this.#accumulate;
  }

  /** The sum of the gradients of the batches before the last: a vector behind those of the parts. */
  #gathered(state: TrainingState) {
    const last = state.gradients(this.#parts.length + 1)[this.#parts.length];
    if (last === undefined) {
      throw new Error("no vector to gather in");
    }
    return last.vectors;
  }

  async close(): Promise<void> {
    const sessions = new Set(this.#parts.map(({ session }) => session));
    await Promise.all([...[...sessions].map((session) => session.release()), this.#updater.close()]);
  }
}

/** Images `start` to `end - 1` of a batch, as tensors on its memory. */
function partOf(
  session: InferenceSession,
  { architecture, depth, dropPath = false }: TrainStepOptions,
  batch: StepBatch,
  logits: Float32Array,
  start: number,
  end: number,
): Part {
  const size = end - start;
  const rows = (values: Float32Array, shape: readonly number[]) => {
    const row = elementCount(shape) / size;
    return tensorOn(values.subarray(start * row, end * row), shape);
  };
  const classes = [size, architecture.config.numClasses];
  const loss = new Float32Array(1);
  const branchScales = new Float32Array(dropPath ? branchScaleCount(depth, size) : 0);
  return {
    session,
    loss,
    branchScales,
    start,
    end,
    feeds: {
      [STEP.images]: rows(batch.images, imagesShape(architecture, size)),
      [STEP.targets]: rows(batch.targets, classes),
      [STEP.teacherLogits]: rows(batch.teacherLogits, classes),
      [STEP.branchScales]: tensorOn(branchScales, [branchScales.length / size, size]),
    },
    fetches: { [STEP.loss]: tensorOn(loss, []), [STEP.logits]: rows(logits, classes) },
  };
}

function addTo(sum: Float32Array, term: Float32Array): void {
  for (let i = 0; i < sum.length; i++) {
    sum[i] = (sum[i] ?? 0) + (term[i] ?? 0);
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
