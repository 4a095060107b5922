/** How many of the latest steps a rate is measured over: enough to be steady, few enough to follow a change. */
const windowSteps = 50;

/** Measures how fast steps go, from the times at which they end. */
export class Pace {
  readonly #totalSteps: number;
  readonly #batchSize: number;
  readonly #now: () => number;
  readonly #ends: number[];

  /** Starts the clock. `now` gives milliseconds. */
  constructor(totalSteps: number, batchSize: number, now: () => number = () => performance.now()) {
    this.#totalSteps = totalSteps;
    this.#batchSize = batchSize;
    this.#now = now;
    this.#ends = [now()];
  }

  /** To be called as each step ends, with the number of steps done; gives the rate of the last 50. */
  tick(stepsDone: number): { imagesPerSecond: number; secondsLeft: number } {
    const end = this.#now();
    this.#ends.push(end);
    if (this.#ends.length > windowSteps + 1) this.#ends.shift();
    const seconds = (end - (this.#ends[0] ?? end)) / 1000;
    const steps = this.#ends.length - 1;
    return {
      imagesPerSecond: (steps * this.#batchSize) / seconds,
      secondsLeft: ((this.#totalSteps - stepsDone) * seconds) / steps,
    };
  }
}
