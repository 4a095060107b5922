import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import {
  pino,
  stdSerializers,
  type DestinationStream,
  type Level,
  type LevelWithSilent,
  type Logger,
} from "pino";
import { pinoHttp, type HttpLogger } from "pino-http";
import { hideSecrets } from "../registry/index.js";
import { notesOf } from "./request-notes.js";
import { traceIdOf } from "./tracing/trace-id.js";

export type { Logger } from "pino";

/** A logger of JSON lines, to standard output unless told otherwise. */
export function createLogger(level: LevelWithSilent = "info", destination?: DestinationStream): Logger {
  const options = {
    level,
    redact: ["req.headers.authorization", "req.headers.cookie"],
    serializers: { err: describeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * Logs each request under its id, which the answer carries as `X-Request-Id`: the one it came with, if that is well
 * formed, else one of its own. Of the request only what is named here is written, and what handlers noted of it: no
 * headers, so no tokens, and no bodies.
 */
export function logRequests(logger: Logger): HttpLogger {
  return pinoHttp({
    logger,
    genReqId: (req, res) => {
      const id = givenId(req.headers) ?? randomUUID();
      res.setHeader("X-Request-Id", id);
      return id;
    },
    customProps: (req) => {
      const traceId = traceIdOf(req.headers);
      return traceId === undefined ? {} : { traceId };
    },
    customLogLevel: (req, res, error) => requestLevel(req.url ?? "", res.statusCode, error),
    customSuccessObject: (_req, res, line: object) => ({ ...line, ...notesOf(res) }),
    customErrorObject: (_req, res, _error, line: object) => ({ ...line, ...notesOf(res) }),
    serializers: {
      req: ({ id, method, url, remoteAddress }: Record<string, unknown>) => ({
        id,
        method,
        url: typeof url === "string" ? hideSecrets(url) : undefined,
        remoteAddress,
      }),
      res: ({ statusCode }: Record<string, unknown>) => ({ statusCode }),
      err: describeError,
    },
  });
}

/** What proxies and clients name requests by: UUIDs, hexadecimal, ULIDs. Anything else could forge lines of a log. */
function givenId(headers: IncomingHttpHeaders): string | undefined {
  const id = headers["x-request-id"];
  return typeof id === "string" && /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/.test(id) ? id : undefined;
}

/** Probes and scrapes come every few seconds and would hide the rest. */
const quiet = new Set(["/healthz", "/readyz", "/metrics"]);

function requestLevel(url: string, status: number, error: Error | undefined): Level {
  if (status >= 500 || error !== undefined) {
    return "error";
  }
  return quiet.has(url) ? "debug" : "info";
}

interface ErrorLine {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack: string;
  readonly cause?: ErrorLine;
}

/**
 * An error and its causes, without the other properties that errors of drivers and clients bear: among them are
 * parameters of statements, rows, requests with their headers.
 */
function describeError(error: Error): ErrorLine {
  return pick(stdSerializers.errWithCause(error));
}

function pick(error: object): ErrorLine {
  const text = (key: string) => {
    const value: unknown = Reflect.get(error, key);
    return typeof value === "string" ? value : "";
  };
  const cause: unknown = Reflect.get(error, "cause");
  const code = text("code");
  return {
    type: text("type"),
    message: text("message"),
    ...(code === "" ? {} : { code }),
    stack: text("stack"),
    ...(typeof cause === "object" && cause !== null ? { cause: pick(cause) } : {}),
  };
}
