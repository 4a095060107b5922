import { once } from "node:events";
import { destination, type LevelWithSilent } from "pino";
import type { WorkerOptions } from "../jobs/index.js";
import { allOf, openRegistry, type Registry, type RegistryConfig } from "../registry/index.js";
import {
  checkAddress,
  createLogger,
  Metrics,
  registrySpans,
  startServer,
  startTracing,
  type AccessOptions,
  type Limits,
  type Logger,
  type RunningServer,
} from "../server/index.js";
import { checkExposure } from "./exposure.js";
import { publishSamples, samples, type Sample } from "./samples.js";
import { workOn } from "./working.js";

export interface ServingOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly registry: RegistryConfig;
  readonly access: AccessOptions;
  readonly limits?: Partial<Limits> | undefined;
  /** How many jobs it runs at once, and what each may take. */
  readonly jobs: Omit<WorkerOptions, "scratch">;
  /** Least that is logged, on standard error. */
  readonly logLevel: LevelWithSilent;
}

/**
 * Serves until `signal` aborts, then lets requests under way finish. Once the server is ready, standard output says
 * so. Throws `port-in-use`, `invalid-config` and what the registry's opening throws.
 */
export async function serve(options: ServingOptions, signal: AbortSignal): Promise<void> {
  const { host, port } = options;
  // A data directory is not to be made for a server that cannot listen.
  await checkAddress(host, port);
  await checkExposure(options);
  const logger = createLogger(options.logLevel, destination({ fd: 2, sync: true }));
  const stopTracing = await startTracing(process.env, logger);
  try {
    await serveUntilAborted(options, logger, signal);
  } finally {
    await stopTracing();
  }
}

async function serveUntilAborted(
  options: ServingOptions,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const metrics = new Metrics();
  const observer = allOf([metrics.registryObserver, registrySpans]);
  const registry = await openRegistry(options.registry, observer);
  const { server, sample } = await start({ registry, logger, metrics }, options).catch(
    async (cause: unknown) => {
      await registry.close();
      throw cause;
    },
  );
  const workers = workOn(registry, options.registry, options.jobs, logger, signal);
  // Whatever comes of jobs, the server serves.
  workers.catch((error: unknown) => {
    logger.error({ err: error }, "this server runs no jobs");
  });
  process.stdout.write(`${readyLine(server.url, sample)}\n`);
  if (!signal.aborted) {
    await once(signal, "abort");
  }
  await workers.catch(() => undefined);
  await server.stop();
}

async function start(
  parts: { registry: Registry; logger: Logger; metrics: Metrics },
  { host, port, access, limits }: ServingOptions,
): Promise<{ server: RunningServer; sample: Sample | undefined }> {
  const published = await publishSamples(parts.registry);
  for (const { owner, name } of samples.filter((sample) => !published.includes(sample))) {
    parts.logger.warn(`this package has no samples/${name}.safetensors, so ${owner}/${name} is missing`);
  }
  const server = await startServer({ ...parts, host, port, access, limits });
  return { server, sample: published[0] };
}

/** The one line for people: where the server is and what to ask it. */
function readyLine(url: string, sample: Sample | undefined): string {
  const learngenes = `${url}/v1/learngenes`;
  const request =
    sample === undefined
      ? `curl -f '${learngenes}'`
      : `curl -fLOJ '${learngenes}/${sample.owner}/${sample.name}/versions/latest/init?depth=9'`;
  return `Learngene is ready at ${url}   Try: ${request}`;
}
