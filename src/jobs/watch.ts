import { setTimeout } from "node:timers/promises";
import { InputError } from "../model/index.js";
import { LeaseLostError, type ClaimedJob, type JobError, type Registry } from "../registry/index.js";
import type { JobFolder } from "./job-folder.js";
import type { JobLimits, WorkerSettings } from "./options.js";
import { residentBytes } from "./resident-bytes.js";

/** Milliseconds between two looks, at most; leases are good for several. */
const LOOK_MILLISECONDS = 1000;

/** Why a job's process is to stop. */
export type StopReason =
  | { readonly kind: "limit"; readonly error: JobError }
  | { readonly kind: "cancelled" }
  /** The worker leaves. */
  | { readonly kind: "leaving" }
  | { readonly kind: "lost"; readonly error: LeaseLostError };

export interface WatchParts {
  readonly registry: Registry;
  readonly claimed: ClaimedJob;
  readonly settings: WorkerSettings;
  readonly folder: JobFolder;
  /** The job's process. */
  readonly pid: number | undefined;
  /** Called once, or twice where the worker leaves and then something else comes. */
  readonly stop: (reason: StopReason) => void;
  /** The worker leaves when it aborts. */
  readonly signal: AbortSignal;
}

/** Holds a job's lease while its process runs, and sees that it keeps its limits and stops when it is to. */
export class Watch {
  readonly #parts: WatchParts;
  readonly #over = new AbortController();
  readonly #watching: Promise<void>;
  readonly #leave = () => {
    this.#stop({ kind: "leaving" });
  };
  #reason: StopReason | undefined;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    if (parts.signal.aborted) {
      // Not before the caller has this.
      queueMicrotask(this.#leave);
    }
    parts.signal.addEventListener("abort", this.#leave);
    this.#watching = this.#watch();
  }

  /** Why it was stopped, if it was. */
  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** What the process says of its memory, bytes: sooner than the system is asked, and also where that does not tell. */
  sawMemory(bytes: number): void {
    const { memoryBytes } = this.#parts.settings.limits;
    if (bytes > memoryBytes) {
      this.#stop(limitReason("memory", `took ${bytes} bytes of memory`, memoryBytes, "bytes"));
    }
  }

  /** Lets go. */
  async end(): Promise<void> {
    this.#parts.signal.removeEventListener("abort", this.#leave);
    this.#over.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    const { registry, claimed, settings, folder, pid } = this.#parts;
    const { signal } = this.#over;
    const lookMilliseconds = Math.min(LOOK_MILLISECONDS, (settings.leaseSeconds * 1000) / 4);
    let renewedAt = performance.now();
    for (;;) {
      await setTimeout(lookMilliseconds, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) {
        return;
      }
      // A process that is busy says nothing.
      this.sawMemory((pid === undefined ? undefined : await residentBytes(pid)) ?? 0);
      try {
        const passed = (performance.now() - renewedAt) / 1000;
        const found = await registry.jobs.work.renew(claimed.lease, settings.leaseSeconds, passed);
        renewedAt = performance.now();
        if (found.cancelling) {
          this.#stop({ kind: "cancelled" });
        }
        this.#check(settings.limits, found.seconds, await folder.size());
      } catch (error) {
        if (error instanceof LeaseLostError) {
          this.#stop({ kind: "lost", error });
        }
        // A catalog that does not answer now may do so before the lease runs out.
      }
    }
  }

  #check({ seconds, diskBytes }: JobLimits, spent: number, size: number): void {
    if (spent > seconds) {
      this.#stop(limitReason("time", `took ${Math.round(spent)} seconds`, seconds, "seconds"));
    }
    if (size > diskBytes) {
      this.#stop(limitReason("disk", `took ${size} bytes of disk`, diskBytes, "bytes"));
    }
  }

  #stop(reason: StopReason): void {
    if (this.#reason === undefined || (this.#reason.kind === "leaving" && reason.kind !== "leaving")) {
      this.#reason = reason;
      this.#parts.stop(reason);
    }
  }
}

function limitReason(field: string, what: string, limit: number, unit: string): StopReason {
  const { code, message, fix } = new InputError(
    "job-limit-exceeded",
    `the job ${what}, over its limit of ${limit}`,
    {
      fix: `Ask for less, or have the worker's operator raise the limit of ${unit} (--job-${field}).`,
    },
  );
  return { kind: "limit", error: { code, message, field, value: limit, fix } };
}
