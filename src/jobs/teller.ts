import type { ClaimedJob, JobEvent, JsonObject, NewJobEvent, Registry } from "../registry/index.js";
import { patiently } from "./patiently.js";

/**
 * Tells a job's followers what its process reports, each thing once: what a process that died had told of steps beyond
 * its last checkpoint is not told again by the next.
 */
export class Teller {
  readonly #registry: Registry;
  readonly #claimed: ClaimedJob;
  readonly #signal: AbortSignal;
  readonly #told: Set<string>;
  #last: number;

  private constructor(
    registry: Registry,
    claimed: ClaimedJob,
    signal: AbortSignal,
    before: readonly JobEvent[],
  ) {
    this.#registry = registry;
    this.#claimed = claimed;
    this.#signal = signal;
    this.#told = new Set(before.map(keyOf));
    this.#last = claimed.job.lastEvent;
  }

  /** For a job that was just taken up. */
  static async open(registry: Registry, claimed: ClaimedJob, signal: AbortSignal): Promise<Teller> {
    const before: JobEvent[] = [];
    for await (const event of eventsOf(registry, claimed.job.id)) {
      // Of steps, the number of the last is enough.
      if (event.type !== "train") {
        before.push(event);
      }
    }
    return new Teller(registry, claimed, signal, before);
  }

  async tell(event: NewJobEvent): Promise<void> {
    const { job, lease } = this.#claimed;
    const progress = event.type === "train" ? event.data : undefined;
    const isOld = progress === undefined ? this.#told.has(keyOf(event)) : !isFurther(progress, job.progress);
    if (isOld) {
      return;
    }
    const after = this.#last;
    await patiently(() => this.#registry.jobs.work.tell(lease, after, [event], progress), this.#signal);
    this.#last = after + 1;
  }
}

/** A job's events, all there are now. */
export async function* eventsOf(registry: Registry, id: string): AsyncGenerator<JobEvent> {
  let after = 0;
  for (;;) {
    const events = await registry.jobs.events(id, after);
    yield* events;
    const last = events.at(-1);
    if (last === undefined) {
      return;
    }
    after = last.number;
  }
}

/** What tells a measurement from others; how long it took does not. */
function keyOf({ type, data }: NewJobEvent): string {
  const { phase, subject, step, text } = data;
  return JSON.stringify([type, phase, subject, step, text]);
}

function isFurther(progress: JsonObject, before: JsonObject | undefined): boolean {
  return (
    before === undefined ||
    before["phase"] !== progress["phase"] ||
    Number(progress["step"]) > Number(before["step"])
  );
}
