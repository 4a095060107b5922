import type { RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import { HttpFault } from "../errors/fault.js";

/** What must answer when all else is too much. */
const uncounted = new Set(["/healthz", "/readyz", "/metrics"]);

/**
 * Answers with 429 what one address asks beyond `limit` requests a minute. Each process counts for itself: behind a
 * balancer over several, an address may have several times as many.
 */
export function limitRate(limit: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    identifier: "requests",
    skip: (req) => uncounted.has(req.path),
    handler: (req, _res, next) => {
      next(
        new HttpFault(
          "rate-limited",
          `more than ${limit} requests came from ${req.ip ?? "here"} in a minute`,
          {
            fix: "Wait as many seconds as Retry-After says, and ask at a steadier pace.",
          },
        ),
      );
    },
    // Its warnings are about proxies that are not trusted here on purpose.
    validate: false,
  });
}
