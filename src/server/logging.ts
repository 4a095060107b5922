import { randomUUID } from "node:crypto";
import { pino, type DestinationStream, type Level, type LevelWithSilent, type Logger } from "pino";
import { pinoHttp, type HttpLogger } from "pino-http";

export type { Logger } from "pino";

/** A logger of JSON lines, to standard output unless told otherwise. */
export function createLogger(level: LevelWithSilent = "info", destination?: DestinationStream): Logger {
  const options = { level, redact: ["req.headers.authorization", "req.headers.cookie"] };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * Logs each request under an id of its own, which the answer carries as `X-Request-Id`. Of the request only what is
 * named here is written: no headers, so no tokens.
 */
export function logRequests(logger: Logger): HttpLogger {
  return pinoHttp({
    logger,
    genReqId: (_req, res) => {
      const id = randomUUID();
      res.setHeader("X-Request-Id", id);
      return id;
    },
    customLogLevel: (req, res, error) => requestLevel(req.url ?? "", res.statusCode, error),
    serializers: {
      req: ({ id, method, url, remoteAddress }: Record<string, unknown>) => ({
        id,
        method,
        url,
        remoteAddress,
      }),
      res: ({ statusCode }: Record<string, unknown>) => ({ statusCode }),
    },
  });
}

/** Probes ask every few seconds and would hide the rest. */
function requestLevel(url: string, status: number, error: Error | undefined): Level {
  if (status >= 500 || error !== undefined) {
    return "error";
  }
  return url === "/healthz" || url === "/readyz" ? "debug" : "info";
}
