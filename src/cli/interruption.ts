/** Why a command stops early: a signal from outside. */
export class Interruption extends Error {
  /** As shells count: 128 and the signal's number. */
  readonly status: number;

  constructor(signal: keyof typeof numbers) {
    super(`stopped by ${signal}`);
    this.name = "Interruption";
    this.status = 128 + numbers[signal];
  }
}

const numbers = { SIGINT: 2, SIGTERM: 15 } as const;

/**
 * A signal that aborts, with an {@link Interruption}, at the first Ctrl-C or SIGTERM. The second one ends the process
 * at once. `release` stops watching.
 */
export function watchSignals(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const interrupt = () => {
    stop("SIGINT");
  };
  const terminate = () => {
    stop("SIGTERM");
  };
  const release = () => {
    process.off("SIGINT", interrupt).off("SIGTERM", terminate);
  };
  const stop = (name: keyof typeof numbers) => {
    release();
    controller.abort(new Interruption(name));
  };
  process.on("SIGINT", interrupt).on("SIGTERM", terminate);
  return { signal: controller.signal, release };
}
