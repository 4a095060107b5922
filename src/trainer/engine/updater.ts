import { onnxBytes } from "../../formats/onnx/index.js";
import { parameterGroups, type ParameterGroup } from "../step/parameters.js";
import { STEP, stateVectors, type OptimizerOptions, type StateVector } from "../step/train-step.js";
import { buildSquares, buildUpdate, UPDATE } from "../step/update.js";
import { openSession, tensorOn, type InferenceSession, type SessionOptions, type Tensor } from "./session.js";
import type { GroupVectors, TrainingState } from "./training-state.js";

/**
 * Elements that one run updates: so few that what is computed between lies in the cache while a dozen operators pass over
 * it, so many that starting a run counts little: see docs/decisions/0011-steps-in-parts.md.
 */
const STRETCH = 1 << 17;

/** A stretch of a group's vectors, as tensors on the state's memory. */
interface Stretch {
  readonly group: ParameterGroup;
  readonly start: number;
  readonly end: number;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly fetches: Readonly<Record<string, Tensor>>;
}

/**
 * The second half of a step: adds the gradients of the batch's parts, clips them and moves the parameters, stretch by
 * stretch.
 */
export class Updater {
  readonly #squares: InferenceSession;
  readonly #updates: Readonly<Record<ParameterGroup, InferenceSession>>;
  readonly #clipNorm: number;
  readonly #parts: number;
  /** By the vector that is read: the state's two copies change roles at each step. */
  readonly #stretches = new WeakMap<Float32Array, Stretch[]>();

  private constructor(
    squares: InferenceSession,
    updates: Readonly<Record<ParameterGroup, InferenceSession>>,
    { clipNorm }: OptimizerOptions,
    parts: number,
  ) {
    this.#squares = squares;
    this.#updates = updates;
    this.#clipNorm = clipNorm;
    this.#parts = parts;
  }

  static async open(
    optimizer: OptimizerOptions,
    parts: number,
    { profiler }: Pick<SessionOptions, "profiler">,
  ): Promise<Updater> {
    const open = (outputs: ReturnType<typeof buildSquares>) =>
      openSession(onnxBytes({ outputs, portable: false }), { threads: 1, profiler });
    const [squares, decayed, plain] = await Promise.all([
      open(buildSquares(parts)),
      open(buildUpdate(parts, optimizer.weightDecay, optimizer)),
      open(buildUpdate(parts, 0, optimizer)),
    ]);
    return new Updater(squares, { decayed, plain }, optimizer, parts);
  }

  /**
   * Writes the state after a step with the gradients that `state` holds.
   *
   * @returns the norm of the gradients before clipping
   */
  async run(state: TrainingState, learningRate: number): Promise<number> {
    const stretches = this.#stretchesOf(state);
    const parts = state.gradients(this.#parts);
    const gradients = stretches.map(({ group, start, end }) =>
      Object.fromEntries(
        parts.map(({ vectors }, p) => [
          UPDATE.gradient(p),
          tensorOn(vectors[group].subarray(start, end), [end - start]),
        ]),
      ),
    );
    const square = new Float32Array(1);
    const fetches = { [UPDATE.squares]: tensorOn(square, []) };
    let squares = 0;
    for (const gradient of gradients) {
      await this.#squares.run(gradient, fetches);
      squares += square[0] ?? Number.NaN;
    }
    const norm = Math.sqrt(squares);
    const scalars = {
      [STEP.learningRate]: scalar(learningRate),
      [STEP.step]: scalar(state.stepCount + 1),
      [UPDATE.gradientFactor]: scalar(clipFactorOf(norm, this.#clipNorm)),
    };
    for (const [i, { group, feeds, fetches }] of stretches.entries()) {
      await this.#updates[group].run({ ...gradients[i], ...feeds, ...scalars }, fetches);
    }
    return norm;
  }

  async close(): Promise<void> {
    await Promise.all([this.#squares, ...Object.values(this.#updates)].map((session) => session.release()));
  }

  #stretchesOf(state: TrainingState): Stretch[] {
    const { current, next } = state;
    const key = current.decayed.parameters;
    const known = this.#stretches.get(key);
    if (known !== undefined) {
      return known;
    }
    const stretches = parameterGroups.flatMap((group) => {
      const size = state.layout.sizes[group];
      return Array.from({ length: Math.ceil(size / STRETCH) }, (_, i): Stretch => {
        const [start, end] = [i * STRETCH, Math.min(size, (i + 1) * STRETCH)];
        const on = (values: Float32Array) => tensorOn(values.subarray(start, end), [end - start]);
        const vectors = (side: GroupVectors, nameOf: (vector: StateVector) => string) =>
          Object.fromEntries(stateVectors.map((vector) => [nameOf(vector), on(side[group][vector])]));
        return {
          group,
          start,
          end,
          feeds: vectors(current, (vector) => vector),
          fetches: vectors(next, UPDATE.vectorOut),
        };
      });
    });
    this.#stretches.set(key, stretches);
    return stretches;
  }
}

const scalar = (value: number) => tensorOn(Float32Array.of(value), []);

/** What the graph of `clipFactor` computes: exactly 1 for a norm of no more than `maxNorm`. */
function clipFactorOf(norm: number, maxNorm: number): number {
  return maxNorm / Math.max(norm + 1e-6, maxNorm);
}
