/** Waits that a signal ends. One at a time; unlike a race with one long promise, past waits leave nothing behind. */
export class Abortable {
  #reject: ((reason: Error) => void) | undefined;
  readonly #abort = () => {
    this.#reject?.(this.#reason());
  };

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener("abort", this.#abort, { once: true });
  }

  /** What `promise` gives, or a rejection with the signal's reason as soon as it aborts. */
  wait<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.signal.aborted) {
        reject(this.#reason());
      }
      this.#reject = reject;
      promise.then(resolve, reject);
    });
  }

  /** Listens to the signal no longer. */
  end(): void {
    this.signal.removeEventListener("abort", this.#abort);
  }

  #reason(): Error {
    const reason: unknown = this.signal.reason;
    return reason instanceof Error ? reason : new Error("aborted");
  }
}
