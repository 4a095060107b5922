import { createHash } from "node:crypto";
import { InputError } from "../../model/index.js";

/** What is told about a body before it comes. */
export interface BodyAnnouncement {
  /** Bytes that there is room for. */
  readonly room: number;
  /** `sha256:…` of the body, if its sender said: then it is taken whole or not at all. */
  readonly digest?: string | undefined;
}

/**
 * A request's body, cut into pieces that are stored one after the other. Of a body that breaks off, what came makes a
 * piece too, and the error is kept for afterwards: a large file is not sent again because a connection ended.
 */
export class Pieces {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);
  #broken: { readonly error: unknown } | undefined;
  #taken = 0;

  constructor(
    body: AsyncIterable<Uint8Array>,
    private readonly pieceBytes: number,
    private readonly announced: BodyAnnouncement,
  ) {
    this.#chunks = body[Symbol.asyncIterator]();
  }

  /** Whether there is another piece. Rejects with the body's error once all that came before it was taken. */
  async more(): Promise<boolean> {
    if (await this.#fill()) {
      return true;
    }
    if (this.#broken !== undefined) {
      throw this.#broken.error;
    }
    return false;
  }

  /**
   * The next piece; the last one may be longer. Throws `body-too-large` if there is no room for it, and
   * `digest-mismatch` if it is not what was announced, both before it ends.
   */
  async *next(): AsyncGenerator<Uint8Array, void, undefined> {
    const hash = this.announced.digest === undefined ? undefined : createHash("sha256");
    // The last piece goes to the body's end, to see whether that is where it should be.
    const isLast = hash !== undefined || this.announced.room - this.#taken <= this.pieceBytes;
    const end = isLast ? Infinity : this.#taken + this.pieceBytes;
    while (this.#taken < end && (await this.#fill())) {
      const chunk = this.#rest.subarray(0, end - this.#taken);
      this.#rest = this.#rest.subarray(chunk.byteLength);
      this.#taken += chunk.byteLength;
      if (this.#taken > this.announced.room) {
        throw noRoom(this.announced.room);
      }
      hash?.update(chunk);
      yield chunk;
    }
    if (hash !== undefined) {
      if (this.#broken !== undefined) {
        throw this.#broken.error;
      }
      checkDigest(`sha256:${hash.digest("hex")}`, this.announced.digest);
    }
  }

  /** Stops reading; the body is told that no more is wanted of it. */
  async leave(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** Whether there are bytes at hand, after waiting for them. */
  async #fill(): Promise<boolean> {
    while (this.#rest.byteLength === 0 && this.#broken === undefined) {
      try {
        const next = await this.#chunks.next();
        if (next.done === true) {
          return false;
        }
        this.#rest = next.value;
      } catch (error) {
        this.#broken = { error };
      }
    }
    return this.#rest.byteLength > 0;
  }
}

/** More bytes come than the upload was announced with. */
export function noRoom(room: number): InputError {
  return new InputError("body-too-large", `the upload has room for ${room} more bytes, and more came`, {
    field: "body",
    fix: "Send the file as announced, or start an upload of its true size.",
  });
}

function checkDigest(actual: string, announced: string | undefined): void {
  if (announced !== undefined && announced !== actual) {
    throw new InputError(
      "digest-mismatch",
      `the bytes received have the digest ${actual}, not ${announced}`,
      { field: "Content-Digest", value: announced, fix: "Send them again from the same offset." },
    );
  }
}
