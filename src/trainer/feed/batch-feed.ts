import { setImmediate } from "node:timers/promises";
import type { Batch, TrainingBatches } from "../augment/index.js";
import { BatchThread } from "./batch-thread.js";
import { Worth } from "./worth.js";

export interface FeedOptions {
  /** The step after the last, counted in batches. */
  readonly end: number;
  /** Whether another thread makes batches ahead. Default: as soon as that saves more than it costs. */
  readonly ahead?: boolean | undefined;
  /** Decides by default. */
  readonly worth?: Pick<Worth, "add">;
}

/**
 * Gives a training its batches one after another, from any step on. Who makes them changes nothing in them: a batch hangs on
 * its step alone.
 */
export class BatchFeed {
  readonly #batches: TrainingBatches;
  readonly #batch: Batch;
  readonly #options: FeedOptions;
  readonly #worth: Pick<Worth, "add">;
  #thread: BatchThread | undefined;
  /** Until the thread's first batch is there it loads its program, and batches are made here. */
  #isThreadReady = false;
  /** When the last batch began to be made here. */
  #lastBegan = -Infinity;

  /** @param batch overwritten with each step's batch */
  constructor(batches: TrainingBatches, batch: Batch, options: FeedOptions) {
    this.#batches = batches;
    this.#batch = batch;
    this.#options = options;
    this.#worth = options.worth ?? new Worth();
  }

  /** Whether batches come from another thread by now. */
  get isAhead(): boolean {
    return this.#isThreadReady;
  }

  /** Overwrites the batch with that of a step; steps come in order. Throws what making it throws. */
  async next(step: number): Promise<void> {
    if (!(await this.#takeMade(step))) {
      this.#makeHere(step);
    }
    if (this.#thread?.isIdle === true && step + 1 < this.#options.end) {
      this.#thread.make(step + 1);
    }
  }

  async close(): Promise<void> {
    await this.#thread?.end();
  }

  /** Takes the step's batch from the thread, if it is made there. */
  async #takeMade(step: number): Promise<boolean> {
    const thread = this.#thread;
    if (thread === undefined) {
      return false;
    }
    if (!this.#isThreadReady) {
      // What the thread sends arrives in between.
      await setImmediate();
      if (!thread.isMade) {
        return false;
      }
      this.#isThreadReady = true;
    }
    return thread.take(step, this.#batch);
  }

  #makeHere(step: number): void {
    const { end, ahead } = this.#options;
    const began = performance.now();
    this.#batches.fill(step, this.#batch);
    const times = { making: performance.now() - began, between: began - this.#lastBegan };
    this.#lastBegan = began;
    if (this.#thread === undefined && (ahead ?? this.#worth.add(times, end - step - 1))) {
      this.#thread = new BatchThread(this.#batches);
      this.#isThreadReady = ahead === true;
    }
  }
}
