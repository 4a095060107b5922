import { readSync } from "node:fs";
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { segmentLength, sliceSegments, type Segment } from "../../formats/index.js";
import type { CachedBytes } from "../../registry/index.js";
import { sendfile } from "./sendfile.js";

/** A stored file of which parts may lie in the system's memory. */
export interface CachedSource {
  /** What lies there of the bytes from `offset` on, `length` at most. */
  cached(offset: number, length: number): CachedBytes | undefined;
}

/** Bytes that are sent at once at most, and that others wait for: many times what a system call costs. */
const PART_BYTES = 512 * 1024;

/** Bytes that a socket which takes no more is given to wait for: once it has them, it takes more again. */
const WAIT_BYTES = 32 * 1024;

/**
 * Sends the body of an answer up to the first part that is neither at hand nor in the system's memory, from there, without
 * copying it; gives what is left. Ends nothing. Rejects as `write` does.
 */
export async function sendCached(
  res: ServerResponse,
  segments: readonly Segment[],
  source: CachedSource,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<readonly Segment[]> {
  const { socket } = res;
  // One that has no socket yet waits for the answer before it on the same connection.
  if (socket === null || !res.hasHeader("Content-Length") || !beginsCached(segments, source)) {
    return segments;
  }
  if (!res.headersSent) {
    res.flushHeaders();
  }
  const sender = new CachedSender(socket, source, write);
  // Of many who ask at once, nobody waits for a first byte until others have their first part.
  await sender.letOthers();
  for (const [index, segment] of segments.entries()) {
    const done = await sender.send(segment);
    const length = segmentLength(segment);
    if (done < length) {
      return [...sliceSegments([segment], done, length), ...segments.slice(index + 1)];
    }
  }
  return [];
}

function beginsCached(segments: readonly Segment[], source: CachedSource): boolean {
  const first = segments.find(({ kind }) => kind !== "bytes");
  return first?.kind === "range" && source.cached(first.offset, first.length) !== undefined;
}

class CachedSender {
  #waiting: Buffer | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly source: CachedSource,
    private readonly write: (bytes: Uint8Array) => Promise<void>,
  ) {}

  /** Sends a segment; gives how many of its bytes. */
  async send(segment: Segment): Promise<number> {
    switch (segment.kind) {
      case "bytes":
        for (let at = 0; at < segment.bytes.byteLength; at += PART_BYTES) {
          await this.write(segment.bytes.subarray(at, at + PART_BYTES));
        }
        return segment.bytes.byteLength;
      case "computed":
        return 0;
      case "range":
        return this.#sendRange(segment.offset, segment.length);
    }
  }

  async #sendRange(offset: number, length: number): Promise<number> {
    for (let done = 0; done < length;) {
      const cached = this.source.cached(offset + done, Math.min(length - done, PART_BYTES));
      if (cached === undefined) {
        return done;
      }
      const count = sendfile(this.socket, cached.fd, offset + done, cached.length);
      if (count === undefined) {
        return done;
      }
      done += count;
      if (count < cached.length) {
        done += await this.#wait(cached, offset + done, cached.length - count);
      } else if (count === PART_BYTES) {
        await this.letOthers();
      }
    }
    return length;
  }

  /** Waits until the socket takes more: Node tells that only of what it writes itself. */
  async #wait({ fd }: CachedBytes, offset: number, length: number): Promise<number> {
    this.#waiting ??= Buffer.allocUnsafeSlow(WAIT_BYTES);
    const count = readSync(fd, this.#waiting, 0, Math.min(length, WAIT_BYTES), offset);
    if (count === 0) {
      throw new Error(`a stored file ended at ${offset}`);
    }
    await this.write(this.#waiting.subarray(0, count));
    return count;
  }

  /** Has others send a part. */
  async letOthers(): Promise<void> {
    // Node sees no activity here, and would take the connection for an idle one.
    this.socket.setTimeout(this.socket.timeout ?? 0);
    await new Promise(setImmediate);
  }
}
