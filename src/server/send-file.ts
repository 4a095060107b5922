import { once } from "node:events";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import type { Version } from "../registry/index.js";
import { noteVersion } from "./request-notes.js";

/** A file that is made while it is sent, known to the byte before. */
export interface OutgoingFile {
  /** Bytes. */
  readonly length: number;
  readonly contentType: string;
  /** What it is to be saved under. */
  readonly fileName: string;
  /** Strong, in its quotes. */
  readonly etag: string;
  /** Its bytes; called at most once, and not for `HEAD` or an unchanged file. */
  stream(): Readable;
}

/** Answers with where a version's own file is for now: 304 if the client has it, else 307. */
export function redirectToFile<Path, Body, Sent, Query>(
  req: Request<Path, Body, Sent, Query>,
  res: Response<Body>,
  version: Version,
  url: string,
): void {
  noteVersion(res, version);
  res.set({ ETag: `"${version.digest}"`, "Cache-Control": "no-cache" });
  if (req.fresh) {
    res.status(304).end();
    return;
  }
  // The address is soon of no more use; and the file's ETag is the store's own there.
  res.removeHeader("ETag");
  res.set({
    Location: url,
    "Cache-Control": "no-store",
    "Learngene-Version": String(version.number),
    "Learngene-Digest": version.digest,
  });
  res.status(307).end();
}

/**
 * Answers with a file that `version` is or was expanded to: 304 if the client has it, headers alone for `HEAD`, and
 * else its bytes, no faster than the client takes them. Resolves when the last byte is handed over; rejects, with
 * the stream destroyed, if the source fails or the client leaves.
 */
export async function sendFile<Path, Body, Sent, Query>(
  req: Request<Path, Body, Sent, Query>,
  res: Response<Body>,
  version: Version,
  file: OutgoingFile,
): Promise<void> {
  noteVersion(res, version);
  // A tag may move; the ETag makes asking again cheap.
  res.set({ ETag: file.etag, "Cache-Control": "no-cache" });
  if (req.fresh) {
    res.status(304).end();
    return;
  }
  res.attachment(file.fileName).set({
    "Content-Type": file.contentType,
    "Content-Length": String(file.length),
    "Accept-Ranges": "none",
    "Learngene-Version": String(version.number),
    "Learngene-Digest": version.digest,
  });
  if (req.method === "HEAD") {
    res.end();
    return;
  }
  const bytes = file.stream();
  // Until the first are there, a failure can still be answered as one.
  await once(bytes, "readable");
  await pipeline(bytes, res);
}
