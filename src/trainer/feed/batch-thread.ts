import { copyBatch, type Batch, type SharedBatches, type TrainingBatches } from "../augment/index.js";
import { AskedThread } from "../threads/index.js";

/** What the thread is given when it starts. */
export interface BatchThreadData {
  readonly shared: SharedBatches;
  /** Where it makes batches: memory that both threads read. */
  readonly batch: Batch;
}

/** What came of a request: an error is thrown when the batch is needed, not when it was made. */
type Outcome = { readonly error?: unknown };

/** A thread that makes one batch at a time, ahead of the step that needs it. */
export class BatchThread {
  readonly #batch: Batch;
  readonly #thread: AskedThread<number, void>;
  #asked: { readonly step: number; readonly outcome: Promise<Outcome>; isOver: boolean } | undefined;

  constructor(batches: TrainingBatches) {
    this.#batch = batches.newBatch(SharedArrayBuffer);
    const data: BatchThreadData = { shared: batches.shared(), batch: this.#batch };
    this.#thread = new AskedThread(new URL("./batch-thread-main", import.meta.url), {
      name: "makes batches",
      data,
    });
  }

  /** Whether {@link take} need not wait. */
  get isMade(): boolean {
    return this.#asked?.isOver ?? false;
  }

  /** Whether nothing is asked for. */
  get isIdle(): boolean {
    return this.#asked === undefined;
  }

  /** Begins to make a step's batch; it wants a {@link take} before the next. */
  make(step: number): void {
    const outcome = this.#thread.ask(step).then(
      (): Outcome => ({}),
      (error: unknown): Outcome => ({ error }),
    );
    const asked = { step, outcome, isOver: false };
    this.#asked = asked;
    void outcome.then(() => {
      asked.isOver = true;
    });
  }

  /** Waits for what was asked for, and copies it if it is this step's. Throws what making it threw. */
  async take(step: number, batch: Batch): Promise<boolean> {
    if (this.#asked === undefined) {
      throw new Error("no batch was asked for");
    }
    const outcome = await this.#asked.outcome;
    if ("error" in outcome) {
      throw outcome.error;
    }
    const isOfStep = this.#asked.step === step;
    if (isOfStep) {
      copyBatch(this.#batch, batch);
    }
    this.#asked = undefined;
    return isOfStep;
  }

  async end(): Promise<void> {
    await this.#thread.end();
  }
}
