import type { ErrorRequestHandler, Request, Response } from "express";
import { hideSecrets } from "../../registry/index.js";
import type { Schema } from "../api-types.js";
import type { Contract } from "../contract.js";
import { drain } from "../middleware/drain.js";
import { requestIdOf, requestLog } from "../logging.js";
import { note } from "../request-notes.js";
import { faultOf } from "./fault-of.js";
import type { Fault } from "./fault.js";
import { problems, type ProblemKind } from "./problems.js";

/** Answers with a fault, which `error` came to. */
export type SendFault = (req: Request, res: Response, fault: Fault, error: unknown) => void;

/**
 * Answers every error of every route with a problem, or as `send` does, or cuts the connection where an answer has begun.
 */
export function answerErrors(
  contract: Contract,
  drainMilliseconds: number,
  send: SendFault = sendProblem,
): ErrorRequestHandler {
  // Express tells error middleware by its four parameters.
  return (error: unknown, req, res, next) => {
    try {
      answerError(error, req, res, contract, send);
      drain(req, drainMilliseconds);
    } catch (failure) {
      next(failure);
    }
  };
}

function answerError(error: unknown, req: Request, res: Response, contract: Contract, send: SendFault): void {
  if (clientLeft(error, req)) {
    requestLog(req).info({ err: error }, "the client left");
    res.destroy();
    return;
  }
  if (res.headersSent) {
    requestLog(req).error({ err: error }, "failed in the middle of an answer");
    note(res, { cut: true });
    res.destroy();
    return;
  }
  const fault = faultOf(error, req, contract);
  if (problems[fault.code].status >= 500) {
    requestLog(req).error({ err: error }, fault.detail);
  }
  send(req, res, fault, error);
}

/** Headers that were meant for the file that is not sent. */
const ofFiles = [
  "ETag",
  "Cache-Control",
  "Content-Disposition",
  "Content-Length",
  "Content-Range",
  "Accept-Ranges",
  "Last-Modified",
  "Repr-Digest",
  "Warning",
];

/** Takes back the headers that were set for a file which is not sent. */
export function clearFileHeaders(res: Response): void {
  for (const name of ofFiles) {
    res.removeHeader(name);
  }
}

/** A fault as problem+json. */
function sendProblem(req: Request, res: Response, fault: Fault): void {
  const { code, detail, field, value, fix, headers = {} } = fault;
  const kind: ProblemKind = problems[code];
  const id = requestIdOf(req);
  const problem: Schema<"Problem"> = {
    type: `urn:learngene:problem:${code}`,
    title: kind.title,
    status: kind.status,
    detail: hideSecrets(detail),
    instance: id === undefined ? undefined : instanceOf(id),
    // Absent parts stay absent: JSON leaves undefined out.
    field: field === undefined ? undefined : hideSecrets(field),
    value: typeof value === "string" ? hideSecrets(value) : value,
    fix: fix ?? kind.fix,
  };
  clearFileHeaders(res);
  res.status(problem.status).set(headers).type("application/problem+json").json(problem);
}

/** A request's id as a URI; it may be one that the client chose, of unreserved characters. */
function instanceOf(id: string): string {
  const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
  return isUuid ? `urn:uuid:${id}` : `urn:learngene:request:${id}`;
}

/** What streams fail with when the other side is gone. */
const gone = new Set(["ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "EPIPE"]);

function clientLeft(error: unknown, req: Request): boolean {
  return (
    req.socket.destroyed &&
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    gone.has(error.code)
  );
}
