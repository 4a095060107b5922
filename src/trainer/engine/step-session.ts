import { onnxBytes } from "../../formats/onnx/index.js";
import { branchScaleCount } from "../step/drop-path.js";
import { buildGradients, type OptimizerOptions, type TrainStepOptions } from "../step/train-step.js";
import { parameterGroups } from "../step/parameters.js";
import { addGradients, addTo, clippedBy, updateVectors } from "../step/update.js";
import { LocalPart, remotePlaces, RemotePart, type Part } from "./parts.js";
import { openSession, type InferenceSession, type SessionOptions } from "./session.js";
import { RemoteSession } from "./session-thread.js";
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

/**
 * In how many parts a batch is computed, side by side. It decides how sums are rounded, so it hangs on nothing but the
 * batch: the same seed gives the same weights on any number of threads. See docs/decisions/0011-steps-in-parts.md.
 */
const partsOf = (batchSize: number) => Math.min(2, batchSize);

/**
 * Training steps, run by ONNX Runtime. A batch is computed in parts, one beside the other where there are threads for it: two
 * on a thread each are faster than one on two, whose operators wait for one another's threads.
 */
export class StepSession {
  /** `[2 * depth, batch]`: what residual branches weigh, filled by the caller before each step; empty without drop path. */
  readonly branchScales: Float32Array;
  readonly #parts: readonly Part[];
  readonly #sessions: readonly { release: () => Promise<void> }[];
  readonly #logits: Float32Array;
  readonly #accumulate: number;
  readonly #optimizer: OptimizerOptions;

  private constructor(
    parts: readonly Part[],
    sessions: readonly { release: () => Promise<void> }[],
    logits: Float32Array,
    options: TrainStepOptions,
  ) {
    this.#parts = parts;
    this.#sessions = sessions;
    const { batchSize, depth, dropPath = false, accumulate = 1, optimizer } = options;
    this.#logits = logits;
    this.#accumulate = accumulate;
    this.#optimizer = optimizer;
    this.branchScales = new Float32Array(dropPath ? branchScaleCount(depth, batchSize) : 0);
  }

  /** Builds the step's graphs and opens them; `batch` stays the caller's to fill. */
  static async open(
    options: TrainStepOptions,
    batch: StepBatch,
    { threads, provider = "cpu", profiler }: SessionOptions,
  ): Promise<StepSession> {
    const { batchSize, accumulate = 1 } = options;
    const count = provider === "cpu" ? partsOf(batchSize) : 1;
    const logits = new Float32Array(batchSize * options.architecture.config.numClasses);
    const bounds = Array.from({ length: count + 1 }, (_, part) => Math.round((part * batchSize) / count));
    const session = { threads: Math.max(1, Math.floor(threads / count)), provider, profiler };
    const modelOf = (size: number) =>
      onnxBytes({
        outputs: buildGradients({ ...options, batchSize: size, wholeBatch: batchSize * accumulate }),
        portable: false,
      });
    // Parts of one size that this thread computes share a session, and with it the memory between operators.
    const here = new Map<number, Promise<InferenceSession>>();
    const away: Promise<RemoteSession>[] = [];
    const parts = bounds.slice(1).map(async (end, part): Promise<Part> => {
      const span = { part, start: bounds[part] ?? 0, end };
      const size = end - span.start;
      if (part > 0 && threads > 1) {
        const opened = RemoteSession.open(modelOf(size), session, remotePlaces(options, span));
        away.push(opened);
        return new RemotePart(await opened, options, span, batch, logits);
      }
      const opened = here.get(size) ?? openSession(modelOf(size), session);
      here.set(size, opened);
      return new LocalPart(await opened, options, span, batch, logits);
    });
    const sessions = await Promise.all([...here.values(), ...away]);
    return new StepSession(await Promise.all(parts), sessions, logits, options);
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
    const gradientNorm = this.#update(state, learningRate);
    return { loss, gradientNorm, logits: this.#logits };
  }

  /** Adds the parts' gradients up, clips them and moves the parameters. Returns the norm of the gradients before clipping. */
  #update(state: TrainingState, learningRate: number): number {
    const { clipNorm, weightDecay, ...options } = this.#optimizer;
    const parts = state.gradients(this.#parts.length).map(({ vectors }) => vectors);
    const all = this.#accumulate > 1 ? [...parts, this.#gathered(state)] : parts;
    const squares = parameterGroups.map((group) => addGradients(all.map((vectors) => vectors[group])));
    const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
    const gradientFactor = clippedBy(norm, clipNorm);
    const step = state.stepCount + 1;
    for (const group of parameterGroups) {
      const gradient = all[0]?.[group] ?? new Float32Array(0);
      const decay = group === "decayed" ? weightDecay : 0;
      updateVectors(state.groups[group], gradient, {
        ...options,
        learningRate,
        step,
        gradientFactor,
        weightDecay: decay,
      });
    }
    state.stepCount = step;
    if (this.#accumulate > 1) {
      for (const sum of Object.values(this.#gathered(state))) {
        sum.fill(0);
      }
    }
    return norm;
  }

  /** Writes each part's gradients, divided by the batches of a step, and the logits. Returns the batch's mean loss. */
  async #computeGradients(state: TrainingState): Promise<number> {
    // Those of the other thread first: a run here holds this thread until it is over.
    const losses = await Promise.all(
      this.#parts.toReversed().map((part) => part.run(state, this.branchScales)),
    );
    return losses.toReversed().reduce((sum, loss) => sum + loss, 0) * this.#accumulate;
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
    await Promise.all(this.#sessions.map((session) => session.release()));
  }
}
