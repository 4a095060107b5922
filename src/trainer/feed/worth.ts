/** Batches that are timed: the first ones take longer than all others, until their code is compiled. */
const TRIALS = 8;

/** Of the time between two batches, below which nobody notices what making one takes. */
const LEAST_SHARE = 0.02;

/** What batches to come have to take in all: a thread takes 0.13 s of a core to start, and memory. */
const LEAST_MILLISECONDS = 2000;

/** What one batch took. */
export interface BatchTime {
  /** To make it, ms. */
  readonly making: number;
  /** From the batch before it to this one, what was done with that one included, ms. */
  readonly between: number;
}

/**
 * Decides by the first batches of a training whether a thread is to make those that follow. Each batch is the same whoever
 * makes it, so the clock may decide. See docs/decisions/0017-batches-ahead.md.
 */
export class Worth {
  #timed = 0;
  #making = Infinity;
  #between = Infinity;

  /**
   * Takes in a batch's time.
   *
   * @param left batches still to come
   * @returns whether a thread is worth starting: true once at most
   */
  add({ making, between }: BatchTime, left: number): boolean {
    if (this.#timed === TRIALS) {
      return false;
    }
    this.#timed++;
    this.#making = Math.min(this.#making, making);
    this.#between = Math.min(this.#between, between);
    return (
      this.#timed === TRIALS &&
      this.#making >= LEAST_SHARE * this.#between &&
      this.#making * left >= LEAST_MILLISECONDS
    );
  }
}
