import { createHash } from "node:crypto";
import type { Request, Response } from "express";

/** JSON that is ready to be sent. */
export interface JsonAnswer {
  readonly body: Buffer;
  /** Strong, in its quotes. */
  readonly etag: string;
}

/** JSON text with the ETag of its bytes. */
export function jsonAnswer(text: string): JsonAnswer {
  const body = Buffer.from(text);
  return { body, etag: `"${createHash("sha256").update(body).digest("hex")}"` };
}

/** Answers with JSON, to be cached but asked about each time: 304 if the client has it, headers alone for `HEAD`. */
export function sendJson<Path, Query>(
  req: Request<Path, unknown, unknown, Query>,
  res: Response,
  { body, etag }: JsonAnswer,
): void {
  // One by one: `set` costs several times as much, and plans are asked for often.
  res.setHeader("ETag", etag);
  res.setHeader("Cache-Control", "no-cache");
  if (req.headers["if-none-match"] !== undefined && req.fresh) {
    res.status(304).end();
    return;
  }
  res.setHeader("Content-Type", "application/json; charset=utf-8");
  res.setHeader("Content-Length", body.byteLength);
  res.end(req.method === "HEAD" ? undefined : body);
}
