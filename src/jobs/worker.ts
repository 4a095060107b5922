import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import type { Registry } from "../registry/index.js";
import { fetchDataset } from "./fetch-dataset.js";
import { openScratch } from "./job-folder.js";
import { workerSettings, type WorkerLog, type WorkerOptions } from "./options.js";
import { runJob, type RunParts } from "./run-job.js";

/** Milliseconds before another attempt where the catalog or the store failed. */
const FAILED_PAUSE_MILLISECONDS = 2000;

/**
 * Takes up jobs of the registry, as many at once as the options say, until `signal` aborts: those under way are then
 * saved and given back. Never rejects once it has its directory.
 */
export async function work(
  registry: Registry,
  options: WorkerOptions,
  log: WorkerLog,
  signal: AbortSignal,
): Promise<void> {
  const { workers = 1 } = options;
  if (workers === 0) {
    return;
  }
  const settings = workerSettings(options, fetchDataset);
  await openScratch(settings.scratch);
  const parts = { registry, settings, log };
  await Promise.all(Array.from({ length: workers }, (_, i) => workAlone(parts, i, signal)));
}

/** Takes up one job at a time. */
async function workAlone(parts: RunParts, place: number, signal: AbortSignal): Promise<void> {
  const { registry, settings, log } = parts;
  const { jobs } = registry;
  const worker = { name: `${hostname()}/${process.pid}/${place}`, leaseSeconds: settings.leaseSeconds };
  while (!signal.aborted) {
    try {
      // Asked for before the look: a job that comes in between is seen at once.
      const news = jobs.changes.next(undefined, signal);
      const claimed = await jobs.work.claim(worker);
      if (claimed === undefined) {
        await news;
      } else {
        await runJob(parts, claimed, signal);
      }
    } catch (error) {
      log.error({ err: error }, "the worker failed; it goes on");
      await setTimeout(FAILED_PAUSE_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    }
  }
}
