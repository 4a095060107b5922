import { HttpFault } from "../errors/fault.js";

/** Seconds after which to ask again: some expansions are done by then, and few clients wait in vain. */
const RETRY_AFTER = 2;

/** How many files are on their way out at once, at most. Each holds some memory, and an open file or a connection. */
export class ExpansionGate {
  #inside = 0;
  #refused = 0;

  constructor(readonly limit: number) {}

  /** Files on their way out now. */
  get inside(): number {
    return this.#inside;
  }

  /** Requests that were refused so far. */
  get refused(): number {
    return this.#refused;
  }

  /** Takes a place, which the caller gives back by what is returned, once. Throws `too-many-expansions` if there is none. */
  enter(): () => void {
    if (this.#inside >= this.limit) {
      this.#refused++;
      throw new HttpFault(
        "too-many-expansions",
        `${this.limit} files are being sent, the most that this server sends at once`,
        {
          fix: "Ask again after as many seconds as Retry-After says.",
          headers: { "Retry-After": String(RETRY_AFTER) },
        },
      );
    }
    this.#inside++;
    return () => {
      this.#inside--;
    };
  }
}
