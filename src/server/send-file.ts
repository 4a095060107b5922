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
  /** Whether another `Accept` may get another file. Default: no. */
  readonly varies?: boolean;
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
  if (asksForWhole(req)) {
    await sendWhole(res, prepareFile(version, file), gate);
    return;
  }
  noteVersion(res, version);
  await sendBytes(req, res, versionHeaders(version), file, gate);
}

/** As {@link sendFile}, of a file that is no version's; `headers` go with its bytes. */
export async function sendBytes<Path, Body, Sent, Query>(
  req: Request<Path, Body, Sent, Query>,
  res: Response<Body>,
  headers: Readonly<Record<string, string>>,
  file: OutgoingFile,
  gate: ExpansionGate,
): Promise<void> {
  const unchanged = isUnchanged(req.headers, file);
  res.set({ ETag: file.etag, "Cache-Control": file.cacheControl });
  if (unchanged) {
    res.status(304).end();
    return;
  }
  const ranges = req.method === "GET" && rangeApplies(req.headers, file) ? req.headers.range : undefined;
  const body = bodyOf(file, requestedRanges(ranges, file.length));
  res.status(body.status).set({ ...headers, ...headersOf(file), ...body.headers });
  if (req.method === "HEAD") {
    res.end();
    return;
  }
  await sendBody(res, body.segments, file, gate);
}

/** A file that is ready to be sent whole. */
export interface PreparedFile extends Pick<OutgoingFile, "segments" | "varies" | "open"> {
  readonly version: Version;
  readonly headers: readonly (readonly [string, string])[];
}

/** Makes the headers of a file, which are the same for all who ask for it whole. */
export function prepareFile(version: Version, file: OutgoingFile): PreparedFile {
  const { segments, varies } = file;
  return {
    version,
    segments,
    varies,
    headers: Object.entries({ ...versionHeaders(version), ...headersOf(file) }),
    open: () => file.open(),
  };
}

/** Whether a request is for all of a file, whatever the client has of it. */
export function asksForWhole({ method, headers }: Pick<Request, "method" | "headers">): boolean {
  return (
    method === "GET" &&
    headers.range === undefined &&
    headers["if-none-match"] === undefined &&
    headers["if-match"] === undefined &&
    headers["if-modified-since"] === undefined &&
    headers["if-unmodified-since"] === undefined
  );
}

/** Answers with all of a file, as {@link sendFile} does. */
export async function sendWhole(res: Response, file: PreparedFile, gate: ExpansionGate): Promise<void> {
  noteVersion(res, file.version);
  for (const [name, value] of file.headers) {
    res.setHeader(name, value);
  }
  if (file.varies === true) {
    res.vary("Accept");
  }
  await sendBody(res, file.segments, file, gate);
}

function versionHeaders({ number, digest }: Version): Record<string, string> {
  return { "Learngene-Version": String(number), "Learngene-Digest": digest };
}

function headersOf(file: Omit<OutgoingFile, "segments" | "open">): Record<string, string> {
  const { lastModified, reprDigest } = file;
  return {
    ETag: file.etag,
    "Cache-Control": file.cacheControl,
    // Its characters are those of names, which need no escape.
    "Content-Disposition": `attachment; filename=${file.fileName}`,
    "Accept-Ranges": "bytes",
    "Content-Type": file.contentType,
    "Content-Length": String(file.length),
    ...(lastModified === undefined ? {} : { "Last-Modified": lastModified.toUTCString() }),
    ...(reprDigest === undefined ? {} : { "Repr-Digest": reprDigest }),
  };
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
    return { status: 200, segments: file.segments, headers: {} };
  }
  if (others.length > 0) {
    const boundary = randomUUID();
    return partial(multipartRanges(file, ranges, boundary), {
      "Content-Type": `multipart/byteranges; boundary=${boundary}`,
    });
  }
  return partial(sliceSegments(file.segments, first.start, first.end), {
    "Content-Range": contentRange(first, file.length),
  });
}

function partial(segments: readonly Segment[], headers: Readonly<Record<string, string>>): Body {
  return {
    status: 206,
    segments,
    headers: { ...headers, "Content-Length": String(segmentsLength(segments)) },
  };
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
