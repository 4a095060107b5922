import { finished } from "node:stream";
import type { ServerResponse } from "node:http";
import { writeExpansion, type LendingSource } from "../../expander/index.js";
import type { Segment } from "../../formats/index.js";

/**
 * Sends what segments describe as the body of an answer, and ends it. Resolves when the last byte is handed to the system;
 * rejects at once, with `ERR_STREAM_PREMATURE_CLOSE`, when the client leaves.
 */
export async function writeBody(
  res: ServerResponse,
  segments: readonly Segment[],
  source: LendingSource,
): Promise<void> {
  const left = new AbortController();
  const stop = finished(res, (error) => {
    left.abort(error ?? undefined);
  });
  try {
    await writeExpansion(segments, source, (pieces) => writeTogether(res, pieces), left.signal);
    res.end();
  } finally {
    stop();
  }
}

/**
 * Writes with as few system calls as can be; resolves when all of it is handed over, and others had their turn: a socket
 * that takes megabytes at once would keep them waiting.
 */
function writeTogether(res: ServerResponse, pieces: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve, reject) => {
    res.cork();
    pieces.forEach((piece, index) => {
      res.write(
        piece,
        index < pieces.length - 1
          ? undefined
          : (error) => {
              if (error == null) setImmediate(resolve);
              else reject(error);
            },
      );
    });
    res.uncork();
  });
}
