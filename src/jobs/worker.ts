import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import type { Registry } from "../registry/index.js";
import { fetchDataset } from "./fetch-dataset.js";
import { openScratch } from "./job-folder.js";
import { workerSettings, type WorkerLog, type WorkerOptions } from "./options.js";
import { runJob } from "./run-job.js";

/** Milliseconds before another attempt where the catalog or the store failed. */
const FAILED_PAUSE_MILLISECONDS = 2000;

/**
 * Takes up jobs of the registry, one at a time, until `signal` aborts: the job under way is then saved and given back.
 * Never rejects once it has its directory.
 */
export async function work(
  registry: Registry,
  options: WorkerOptions,
  log: WorkerLog,
  signal: AbortSignal,
): Promise<void> {
  const settings = workerSettings(options, fetchDataset);
  await openScratch(settings.scratch);
  const { jobs } = registry;
  const worker = { name: `${hostname()}/${process.pid}`, leaseSeconds: settings.leaseSeconds };
  while (!signal.aborted) {
    try {
      // Asked for before the look: a job that comes in between is seen at once.
      const news = jobs.changes.next(undefined, signal);
      const claimed = await jobs.work.claim(worker);
      if (claimed === undefined) {
        await news;
      } else {
        await runJob({ registry, settings, log }, claimed, signal);
      }
    } catch (error) {
      log.error({ err: error }, "the worker failed; it goes on");
      await setTimeout(FAILED_PAUSE_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    }
  }
}
