import type { NextFunction, Request, Response } from "express";
import { InputError } from "../../model/index.js";

/** The parameters of a request's query as they were written, before validation coerces them. */
export function rawQuery(req: Pick<Request, "originalUrl">): URLSearchParams {
  const start = req.originalUrl.indexOf("?");
  return new URLSearchParams(start < 0 ? "" : req.originalUrl.slice(start + 1));
}

/** What a repeated parameter is refused with; `undefined` if none is repeated. */
export function repeatedParameter(query: URLSearchParams): InputError | undefined {
  const repeated = [...new Set(query.keys())].find((name) => query.getAll(name).length > 1);
  return repeated === undefined
    ? undefined
    : new InputError("invalid-request", `${repeated.slice(0, 60)} was given more than once`, {
        field: repeated.slice(0, 60),
        value: query.getAll(repeated).join(" and ").slice(0, 100),
        fix: "Give it once.",
      });
}

/** Refuses a request that gives one query parameter twice: the validator would read two as a list. */
export function refuseRepeated(req: Request, _res: Response, next: NextFunction): void {
  next(repeatedParameter(rawQuery(req)));
}
