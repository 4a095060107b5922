import { finished } from "node:stream";
import type { ServerResponse } from "node:http";
import { Abortable, writeExpansion, type LendingSource } from "../../expander/index.js";
import type { Segment } from "../../formats/index.js";
import { sendCached, type CachedSource } from "./send-cached.js";

/** A stored file whose bytes a body is made of. */
interface BodySource extends LendingSource, CachedSource {
  /** Whether a read hardly ever fails, so that the body may begin before it is known that there is a file. */
  readonly isLocal: boolean;
}

/** Bytes of a literal that are written without a look whether the client takes them. */
const BEGINNING_BYTES = 64 * 1024;

/**
 * Sends what segments describe as the body of an answer, and ends it. Resolves when the last byte is handed to the system;
 * rejects at once, with `ERR_STREAM_PREMATURE_CLOSE`, when the client leaves.
 */
export async function writeBody(
  res: ServerResponse,
  segments: readonly Segment[],
  source: BodySource,
): Promise<void> {
  const others = source.isLocal ? begin(res, segments) : segments;
  const left = new AbortController();
  const stop = finished(res, (error) => {
    if (error != null) left.abort(error);
  });
  const abortable = new Abortable(left.signal);
  try {
    const write = (bytes: Uint8Array) => abortable.wait(writeTogether(res, [bytes], false));
    const rest = await sendCached(res, others, source, write);
    if (rest.length === 0) {
      await abortable.wait(end(res));
    } else {
      await writeExpansion(rest, source, (pieces, last) => writeTogether(res, pieces, last), left.signal);
    }
  } finally {
    abortable.end();
    stop();
  }
}

/** Writes what comes first at once, if that is a literal and not all; gives what is left. */
function begin(res: ServerResponse, segments: readonly Segment[]): readonly Segment[] {
  const [first, ...others] = segments;
  if (first?.kind !== "bytes" || first.bytes.byteLength > BEGINNING_BYTES || others.length === 0) {
    return segments;
  }
  res.cork();
  res.write(first.bytes);
  res.uncork();
  return others;
}

function end(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    res.end(resolve);
  });
}

/**
 * Writes with as few system calls as can be; resolves when all of it is handed over, and others had their turn: a socket
 * that takes megabytes at once would keep them waiting.
 */
function writeTogether(res: ServerResponse, pieces: readonly Uint8Array[], last: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const written = (error?: Error | null) => {
      if (error == null) setImmediate(resolve);
      else reject(error);
    };
    res.cork();
    for (const [index, piece] of pieces.entries()) {
      if (index < pieces.length - 1) {
        res.write(piece);
      } else if (last) {
        res.end(piece, written);
      } else {
        res.write(piece, written);
      }
    }
    res.uncork();
  });
}
