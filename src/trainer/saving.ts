import { restoreCheckpoint, trainingIdentity, writeCheckpoint, type Checkpoints } from "./checkpoint.js";
import type { TrainingState } from "./engine/training-state.js";

/** Saves a training as it goes, and knows how long it has taken in all. */
export class Saving {
  /** Where to save, and as what; `undefined` if nothing is to be saved. */
  readonly #kept: { readonly checkpoints: Checkpoints; readonly identity: string } | undefined;
  readonly #state: TrainingState;
  readonly #secondsBefore: number;
  readonly #started = performance.now();
  #savedAt = performance.now();

  private constructor(
    kept: { readonly checkpoints: Checkpoints; readonly identity: string } | undefined,
    state: TrainingState,
    secondsBefore: number,
  ) {
    this.#kept = kept;
    this.#state = state;
    this.#secondsBefore = secondsBefore;
  }

  /**
   * Puts `state` where the last checkpoint left it, if there is one. Throws `invalid-checkpoint` for one of a training
   * that is decided by other `parts`, or begins otherwise.
   */
  static async resume(
    checkpoints: Checkpoints | undefined,
    parts: object,
    state: TrainingState,
  ): Promise<Saving> {
    if (checkpoints === undefined) {
      return new Saving(undefined, state, 0);
    }
    const identity = trainingIdentity(parts, state);
    const last = await checkpoints.load();
    const before = last === undefined ? undefined : await restoreCheckpoint(last, identity, state);
    return new Saving({ checkpoints, identity }, state, before?.seconds ?? 0);
  }

  /** Seconds that the training has taken, those before it was stopped among them. */
  seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#started) / 1000;
  }

  /** Saves the state as it is now. */
  async save(): Promise<void> {
    if (this.#kept !== undefined) {
      const { checkpoints, identity } = this.#kept;
      await checkpoints.save(writeCheckpoint(this.#state, identity, this.seconds()));
    }
    this.#savedAt = performance.now();
  }

  /** Saves if the last time is long enough ago. */
  async saveIfDue(): Promise<void> {
    const { everySeconds = Infinity } = this.#kept?.checkpoints ?? {};
    if (performance.now() - this.#savedAt >= everySeconds * 1000) {
      await this.save();
    }
  }
}
