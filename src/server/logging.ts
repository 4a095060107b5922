import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { RequestHandler } from "express";
import {
  pino,
  stdSerializers,
  type DestinationStream,
  type Level,
  type LevelWithSilent,
  type Logger,
} from "pino";
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

/** What is written of a request in each line about it. */
interface RequestLine {
  readonly req: { id: string; method: string | undefined; url: string; remoteAddress: string | undefined };
  readonly traceId?: string;
}

interface LoggedRequest {
  readonly logger: Logger;
  readonly line: RequestLine;
  child?: Logger;
}

const requests = new WeakMap<IncomingMessage, LoggedRequest>();

/**
 * Logs each request under its id, which the answer carries as `X-Request-Id`: the one it came with, if that is well
 * formed, else one of its own. Of the request only what is named here is written, and what handlers noted of it: no
 * headers, so no tokens, and no bodies. One line a request, and no logger of its own unless {@link requestLog} asks for
 * one: pino-http makes two, which took a third of the time of a plan.
 */
export function logRequests(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const id = givenId(req.headers) ?? randomUUID();
    res.setHeader("X-Request-Id", id);
    const { method, originalUrl, headers, socket } = req;
    const traceId = traceIdOf(headers);
    const line = {
      req: { id, method, url: hideSecrets(originalUrl), remoteAddress: socket.remoteAddress },
      ...(traceId === undefined ? {} : { traceId }),
    };
    requests.set(req, { logger, line });
    const started = performance.now();
    // The one event that comes of every answer, whole or not.
    res.once("close", () => {
      const { statusCode } = res;
      const level = requestLevel(originalUrl, statusCode);
      const responseTime = Math.round(performance.now() - started);
      logger[level](
        { ...line, res: { statusCode }, ...notesOf(res), responseTime },
        res.writableFinished ? "request completed" : "request aborted",
      );
    });
    next();
  };
}

/** The id of a request that is logged. */
export function requestIdOf(req: IncomingMessage): string | undefined {
  return requests.get(req)?.line.req.id;
}

/** A logger whose lines name the request. */
export function requestLog(req: IncomingMessage): Logger {
  const logged = requests.get(req);
  if (logged === undefined) {
    throw new Error("the request is not logged");
  }
  return (logged.child ??= logged.logger.child(logged.line));
}

/** What proxies and clients name requests by: UUIDs, hexadecimal, ULIDs. Anything else could forge lines of a log. */
function givenId(headers: IncomingHttpHeaders): string | undefined {
  const id = headers["x-request-id"];
  return typeof id === "string" && /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/.test(id) ? id : undefined;
}

/** Probes and scrapes come every few seconds and would hide the rest. */
const quiet = new Set(["/healthz", "/readyz", "/metrics"]);

function requestLevel(url: string, status: number): Level {
  return status >= 500 ? "error" : quiet.has(url) ? "debug" : "info";
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
