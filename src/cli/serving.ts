import { once } from "node:events";
import { destination, type LevelWithSilent } from "pino";
import { Registry } from "../registry/index.js";
import { checkAddress, createLogger, startServer, type Logger, type RunningServer } from "../server/index.js";
import { publishSample, sample } from "./samples.js";

export interface ServingOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** The data directory; made if missing. */
  readonly data: string;
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
  const logger = createLogger(options.logLevel, destination({ fd: 2, sync: true }));
  const registry = await Registry.open({ dataDirectory: options.data });
  const { server, hasSample } = await start(registry, options, logger).catch(async (cause: unknown) => {
    await registry.close();
    throw cause;
  });
  process.stdout.write(`${readyLine(server.url, hasSample)}\n`);
  if (!signal.aborted) {
    await once(signal, "abort");
  }
  await server.stop();
}

async function start(
  registry: Registry,
  { host, port }: ServingOptions,
  logger: Logger,
): Promise<{ server: RunningServer; hasSample: boolean }> {
  const hasSample = await publishSample(registry);
  if (!hasSample) {
    logger.warn(
      `this package has no samples/${sample.name}.safetensors, so ${sample.owner}/${sample.name} is missing`,
    );
  }
  return { server: await startServer({ registry, logger, host, port }), hasSample };
}

/** The one line for people: where the server is and what to ask it. */
function readyLine(url: string, hasSample: boolean): string {
  const versions = `${url}/v1/learngenes/${sample.owner}/${sample.name}/versions`;
  const request = hasSample
    ? `curl -fOJ '${versions}/latest/init?depth=9'`
    : `curl -f '${url}/v1/learngenes'`;
  return `Learngene is ready at ${url}   Try: ${request}`;
}
