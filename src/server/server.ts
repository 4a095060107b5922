import { createHttpTerminator } from "http-terminator";
import { DEFAULT_HOST, DEFAULT_PORT } from "./address.js";
import { createApp, type AppParts } from "./app.js";
import { createAppServer } from "./http/app-server.js";
import { listen } from "./listen.js";

/** How long requests under way may take to finish once the server stops. */
const DEFAULT_GRACE_MILLISECONDS = 30_000;

/** A connection on which nothing moves for so long is closed: a client that stalls must not hold a file open. */
const IDLE_MILLISECONDS = 120_000;

export interface ServerOptions extends Omit<AppParts, "isStopping"> {
  /** Name or address to listen on; default {@link DEFAULT_HOST}. */
  readonly host?: string | undefined;
  /** 0 takes any free port; default {@link DEFAULT_PORT}. */
  readonly port?: number | undefined;
  /** Default 30 seconds. */
  readonly graceMilliseconds?: number | undefined;
}

/** A server that listens. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /**
   * Takes no new requests, lets those under way finish, cuts off what is left after the grace period, then closes
   * the registry. Again gives the same promise.
   */
  stop(): Promise<void>;
}

/**
 * Serves the registry, which `stop` closes. Throws `port-in-use`, or `invalid-config` for a host or port that cannot
 * be listened on; the registry is then still the caller's.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = DEFAULT_HOST, port = DEFAULT_PORT, registry, logger } = options;
  let stopping: Promise<void> | undefined;
  const server = createAppServer(createApp({ ...options, isStopping: () => stopping !== undefined }));
  // An upload may take hours; one that stalls is cut off by the idle limit.
  server.requestTimeout = 0;
  server.setTimeout(IDLE_MILLISECONDS);
  const terminator = createHttpTerminator({
    server,
    gracefulTerminationTimeout: options.graceMilliseconds ?? DEFAULT_GRACE_MILLISECONDS,
  });
  const actualPort = await listen(server, host, port);
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${actualPort}`;
  logger.info({ url }, "listening");
  const stop = async () => {
    logger.info("stopping");
    // Else connections whose answer is under way would be kept alive after it.
    server.keepAliveTimeout = 1;
    await terminator.terminate();
    await registry.close();
    logger.info("stopped");
  };
  return { url, port: actualPort, stop: () => (stopping ??= stop()) };
}
