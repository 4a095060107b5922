import {
  restoreCheckpoint,
  trainingIdentity,
  writeCheckpoint,
  type Checkpoints,
  type Kept,
  type Progress,
} from "./checkpoint.js";
import { InputError } from "../model/index.js";
import type { TrainingState } from "./engine/training-state.js";

/** Saves a training as it goes, and knows how long it has taken in all. */
export class Saving {
  /** Where to save, and as what; `undefined` if nothing is to be saved. */
  readonly #kept: { readonly checkpoints: Checkpoints; readonly identity: string } | undefined;
  readonly #state: TrainingState;
  readonly #beside: readonly Kept[];
  readonly #secondsBefore: number;
  readonly #started = performance.now();
  #savedAt = performance.now();
  #savedSteps: number | undefined;

  private constructor(
    kept: { readonly checkpoints: Checkpoints; readonly identity: string } | undefined,
    state: TrainingState,
    beside: readonly Kept[],
    before: Progress | undefined,
  ) {
    this.#beside = beside;
    this.#kept = kept;
    this.#state = state;
    this.#secondsBefore = before?.seconds ?? 0;
    this.#savedSteps = before?.steps;
  }

  /**
   * Puts `state`, and what is kept beside it, where the last checkpoint left it, if there is one. Throws `invalid-checkpoint` for one of a training
   * that is decided by other `parts`, or begins otherwise.
   */
  static async resume(
    checkpoints: Checkpoints | undefined,
    parts: object,
    state: TrainingState,
    beside: readonly Kept[] = [],
  ): Promise<Saving> {
    if (checkpoints === undefined) {
      return new Saving(undefined, state, beside, undefined);
    }
    const identity = trainingIdentity(parts, state);
    const last = await checkpoints.load();
    const before = last === undefined ? undefined : await restoreCheckpoint(last, identity, state, beside);
    return new Saving({ checkpoints, identity }, state, beside, before);
  }

  /** Seconds that the training has taken, those before it was stopped among them. */
  seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#started) / 1000;
  }

  /** Steps that the last checkpoint had taken; `undefined` if there is none. */
  get savedSteps(): number | undefined {
    return this.#savedSteps;
  }

  /**
   * Saves the state as it is now. One that is no longer finite is of no use, so the last good checkpoint stays. A disk
   * that is full does not end the training: `note` tells of it, and what was saved before stays.
   */
  async save(note: (text: string) => void): Promise<void> {
    await this.#state.settle();
    if (this.#kept !== undefined && this.#savedSteps !== this.#state.stepCount && isFinite(this.#state)) {
      const { checkpoints, identity } = this.#kept;
      try {
        await checkpoints.save(writeCheckpoint(this.#state, identity, this.seconds(), this.#beside));
        this.#savedSteps = this.#state.stepCount;
      } catch (error) {
        if (!(error instanceof InputError && error.code === "disk-full")) {
          throw error;
        }
        note(`the checkpoint was not saved: ${error.message}; ${this.#before()}`);
      }
    }
    this.#savedAt = performance.now();
  }

  #before(): string {
    return this.#savedSteps === undefined
      ? "there is none before, and the training goes on without"
      : `that of step ${this.#savedSteps} is kept, and the training goes on`;
  }

  /** Saves if the last time is long enough ago. */
  async saveIfDue(note: (text: string) => void): Promise<void> {
    const { everySeconds = Infinity } = this.#kept?.checkpoints ?? {};
    if (performance.now() - this.#savedAt >= everySeconds * 1000) {
      await this.save(note);
    }
  }
}

const isFinite = (state: TrainingState) =>
  state.vectors().every(([, values]) => values.every((value) => Number.isFinite(value)));
