import { EventEmitter, once } from "node:events";

/** Milliseconds between two looks at what other processes did. */
const LOOK_MILLISECONDS = 500;

/** Tells, within this process, that something about a job changed: then nobody need wait for the next look. */
export class JobChanges {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  /** Something about a job changed. */
  changed(id: string): void {
    this.#emitter.emit(id);
    this.#emitter.emit("any");
  }

  /** Resolves when something about the job, or without one about any, changed here, or it is time to look again. */
  async next(id = "any", signal?: AbortSignal): Promise<void> {
    const timeout = AbortSignal.timeout(LOOK_MILLISECONDS);
    await once(this.#emitter, id, {
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    }).catch(() => undefined);
  }
}
