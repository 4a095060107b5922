import { setTimeout } from "node:timers/promises";
import { UnavailableError } from "../registry/index.js";

/** Milliseconds between two attempts. */
const PAUSE_MILLISECONDS = 1000;

/**
 * Tries again for as long as the catalog or the blob store does not answer: a training is not to die with them. `run`
 * must bear being carried out twice.
 */
export async function patiently<T>(run: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof UnavailableError)) {
        throw error;
      }
      await setTimeout(PAUSE_MILLISECONDS, undefined, { signal });
    }
  }
}
