import type { IncomingMessage } from "node:http";
import { finished } from "node:stream";

/** Bytes of a chunk: sockets give 64 KiB at most, and each step from here to the disk costs as much for those. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * The body of a request in large chunks, the next one read while the last is worked on. A chunk is only the caller's
 * until it asks for the next: two buffers are all the memory that a body takes, whatever its length. If the client
 * breaks off, what came is given, then the error is thrown. Leaving early leaves the connection open, for an answer.
 */
export async function* readBody(req: IncomingMessage): AsyncGenerator<Uint8Array, void, undefined> {
  const body = new BodyBuffer(req);
  try {
    for (let chunk = await body.next(); chunk !== undefined; chunk = await body.next()) {
      yield chunk;
    }
  } finally {
    body.release();
  }
}

class BodyBuffer {
  /** Where bytes come to. */
  #filling: Buffer;
  #filled = 0;
  /** The chunk given last; free again when the next is asked for. */
  #spare: Buffer | undefined;
  /** What came after `filling` was full. */
  readonly #over: Buffer[] = [];
  #end: { readonly error: Error | undefined } | undefined;
  #wake: () => void = () => undefined;
  readonly #stopWatching: () => void;

  constructor(private readonly req: IncomingMessage) {
    const length = Number(req.headers["content-length"] ?? CHUNK_BYTES);
    this.#filling = Buffer.allocUnsafeSlow(Math.max(1, Math.min(length, CHUNK_BYTES)));
    this.#stopWatching = finished(req, { writable: false }, (error) => {
      this.#end = { error: error ?? undefined };
      this.#wake();
    });
    req.on("data", this.#take);
  }

  /** A full chunk, or the last; `undefined` after it. */
  async next(): Promise<Buffer | undefined> {
    while (this.#filled < this.#filling.length && this.#end === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#filled === 0) {
      if (this.#end?.error !== undefined) {
        throw this.#end.error;
      }
      return undefined;
    }
    return this.#turn();
  }

  release(): void {
    this.#stopWatching();
    this.req.off("data", this.#take);
  }

  readonly #take = (chunk: Buffer): void => {
    this.#over.push(chunk);
    this.#fill();
    if (this.#filled === this.#filling.length) {
      this.req.pause();
      this.#wake();
    }
  };

  /** Gives what is filled, and lets the other buffer fill. */
  #turn(): Buffer {
    const given = this.#filling;
    const chunk = given.subarray(0, this.#filled);
    this.#filling = this.#spare ?? Buffer.allocUnsafeSlow(given.length);
    this.#spare = given;
    this.#filled = 0;
    this.#fill();
    if (this.#filled < this.#filling.length) {
      this.req.resume();
    }
    return chunk;
  }

  #fill(): void {
    for (let chunk = this.#over[0]; chunk !== undefined; chunk = this.#over[0]) {
      const copied = chunk.copy(this.#filling, this.#filled);
      this.#filled += copied;
      if (copied < chunk.length) {
        this.#over[0] = chunk.subarray(copied);
        return;
      }
      this.#over.shift();
    }
  }
}
