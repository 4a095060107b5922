import { randomUUID } from "node:crypto";
import type { Request, Response } from "express";
import type { ByteRange } from "../expander/index.js";
import { segmentsLength, sliceSegments, type Segment } from "../formats/index.js";
import type { LentBlob, Version } from "../registry/index.js";
import { requestedRanges } from "./http/byte-ranges.js";
import type { ExpansionGate } from "./http/expansion-gate.js";
import { contentRange, multipartRanges } from "./http/multipart-ranges.js";
import { isUnchanged, rangeApplies, type Validators } from "./http/preconditions.js";
import { writeBody } from "./http/write-body.js";
import { noteVersion } from "./request-notes.js";

/** A file that is made while it is sent, known to the byte before. */
export interface OutgoingFile extends Validators {
  readonly segments: readonly Segment[];
  /** Bytes. */
  readonly length: number;
  readonly contentType: string;
  /** What it is to be saved under. */
  readonly fileName: string;
  readonly cacheControl: string;
  /** `Repr-Digest` (RFC 9530), where the bytes were hashed before. */
  readonly reprDigest?: string | undefined;
  /** The stored file, which the caller closes; called at most once, and only where bytes are to be sent. */
  open(): LentBlob;
}

/** Answers with where a version's own file is for now: 304 if the client has it, else 307. */
export function redirectToFile<Path, Body, Sent, Query>(
  req: Request<Path, Body, Sent, Query>,
  res: Response<Body>,
  version: Version,
  { url, ...file }: Pick<OutgoingFile, "etag" | "lastModified" | "cacheControl"> & { readonly url: string },
): void {
  noteVersion(res, version);
  if (isUnchanged(req.headers, file)) {
    res.set({ ETag: file.etag, "Cache-Control": file.cacheControl }).status(304).end();
    return;
  }
  // The address is soon of no more use; and the file's ETag is the store's own there.
  res.set({
    Location: url,
    "Cache-Control": "no-store",
    "Learngene-Version": String(version.number),
    "Learngene-Digest": version.digest,
  });
  res.status(307).end();
}

/**
 * Answers with a file that `version` is or was expanded to, or with ranges of it: 304 if the client has it, 412 if it
 * wants another, headers alone for `HEAD`, and else bytes, no faster than the client takes them. Resolves when the last
 * byte is handed over; rejects, with everything closed, if the source fails or the client leaves.
 */
export async function sendFile<Path, Body, Sent, Query>(
  req: Request<Path, Body, Sent, Query>,
  res: Response<Body>,
  version: Version,
  file: OutgoingFile,
  gate: ExpansionGate,
): Promise<void> {
  noteVersion(res, version);
  const unchanged = isUnchanged(req.headers, file);
  res.set({ ETag: file.etag, "Cache-Control": file.cacheControl });
  if (unchanged) {
    res.status(304).end();
    return;
  }
  const ranges = req.method === "GET" && rangeApplies(req.headers, file) ? req.headers.range : undefined;
  const body = bodyOf(file, requestedRanges(ranges, file.length));
  const { lastModified, reprDigest } = file;
  res.attachment(file.fileName).set({
    "Accept-Ranges": "bytes",
    "Learngene-Version": String(version.number),
    "Learngene-Digest": version.digest,
    ...body.headers,
    "Content-Length": String(segmentsLength(body.segments)),
    ...(lastModified === undefined ? {} : { "Last-Modified": lastModified.toUTCString() }),
    ...(reprDigest === undefined ? {} : { "Repr-Digest": reprDigest }),
  });
  res.status(body.status);
  if (req.method === "HEAD") {
    res.end();
    return;
  }
  await sendBody(res, body.segments, file, gate);
}

interface Body {
  readonly status: 200 | 206;
  readonly segments: readonly Segment[];
  readonly headers: Readonly<Record<string, string>>;
}

/** What is sent of a file: all of it, a range, or several. */
function bodyOf(file: OutgoingFile, ranges: readonly ByteRange[] | undefined): Body {
  const [first, ...others] = ranges ?? [];
  if (ranges === undefined || first === undefined) {
    return { status: 200, segments: file.segments, headers: { "Content-Type": file.contentType } };
  }
  if (others.length > 0) {
    const boundary = randomUUID();
    const headers = { "Content-Type": `multipart/byteranges; boundary=${boundary}` };
    return { status: 206, segments: multipartRanges(file, ranges, boundary), headers };
  }
  const headers = { "Content-Type": file.contentType, "Content-Range": contentRange(first, file.length) };
  return { status: 206, segments: sliceSegments(file.segments, first.start, first.end), headers };
}

async function sendBody(
  res: Response,
  segments: readonly Segment[],
  file: Pick<OutgoingFile, "open">,
  gate: ExpansionGate,
): Promise<void> {
  const leave = gate.enter();
  try {
    const source = file.open();
    try {
      await writeBody(res, segments, source);
    } finally {
      source.close();
    }
  } finally {
    leave();
  }
}
