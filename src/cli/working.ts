import { join } from "node:path";
import { destination } from "pino";
import { work, type WorkerLog, type WorkerOptions } from "../jobs/index.js";
import { openRegistry, type Registry, type RegistryConfig } from "../registry/index.js";
import { createLogger } from "../server/index.js";

/** Runs jobs until `signal` aborts. Throws what the registry's opening throws. */
export async function runWorker(
  config: RegistryConfig,
  options: Omit<WorkerOptions, "scratch">,
  signal: AbortSignal,
): Promise<void> {
  const registry = await openRegistry(config);
  try {
    const log = createLogger("info", destination({ fd: 2, sync: true }));
    process.stdout.write(`Learngene's worker waits for jobs.\n`);
    await workOn(registry, config, options, log, signal);
  } finally {
    await registry.close();
  }
}

/** Runs a registry's jobs, as many at once as the options say, in folders of its data directory until `signal` aborts. */
export async function workOn(
  registry: Registry,
  { dataDirectory, databaseUrl }: RegistryConfig,
  options: Omit<WorkerOptions, "scratch">,
  log: WorkerLog,
  signal: AbortSignal,
): Promise<void> {
  if (databaseUrl === undefined) {
    // This process alone has the catalog, so whoever held a job is dead.
    await registry.jobs.work.expireLeases();
  }
  await work(registry, { ...options, scratch: join(dataDirectory, "jobs") }, log, signal);
}
