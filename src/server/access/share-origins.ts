import cors from "cors";
import type { RequestHandler } from "express";

/** Headers of answers that pages of other origins may read. */
const exposedHeaders = [
  "ETag",
  "Content-Disposition",
  "Content-Length",
  "Content-Range",
  "Accept-Ranges",
  "Repr-Digest",
  "Location",
  "Retry-After",
  "RateLimit",
  "RateLimit-Policy",
  "Learngene-Version",
  "Learngene-Digest",
  "WWW-Authenticate",
  "Warning",
  "X-Request-Id",
  "X-Repo-Commit",
  "X-Linked-ETag",
  "X-Linked-Size",
  "X-Error-Code",
  "X-Error-Message",
  "Link",
];

/** Lets browsers show answers to pages of these origins; `*` stands for all. Tokens are sent by headers, never by cookies. */
export function shareOrigins(origins: readonly string[]): RequestHandler {
  return cors({
    origin: origins.includes("*") ? "*" : [...origins],
    methods: ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"],
    exposedHeaders,
    maxAge: 600,
  });
}
