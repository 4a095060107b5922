import { GetObjectCommand, type GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { UnavailableError } from "../../unavailable.js";
import { checkRange } from "../check-range.js";
import type { OpenBlob } from "../store.js";
import { orNoObject, type Bucket } from "./bucket.js";

/** Times in a row that a body may break off without a single byte more before reading gives up. */
const BARREN_TRIES = 3;

/** Requests side by side for one client: what one asks for is on its way while another's comes. */
const READ_AHEAD = 4;

/** An object of the bucket as an open blob: each range is a request of its own, and holds nothing in between. */
export class S3Blob implements OpenBlob {
  readonly readAhead = READ_AHEAD;
  #closed = false;

  /** `missing` makes the error for an object that has gone. */
  constructor(
    private readonly bucket: Bucket,
    private readonly key: string,
    readonly size: number,
    private readonly missing: () => Error,
  ) {}

  async read(offset: number, length: number): Promise<Uint8Array> {
    checkRange(this.size, offset, length);
    const bytes = new Uint8Array(length);
    await this.readInto(bytes, offset);
    return bytes;
  }

  async readInto(target: Uint8Array, offset: number): Promise<void> {
    let filled = 0;
    for await (const chunk of this.stream(offset, target.byteLength)) {
      target.set(chunk, filled);
      filled += chunk.byteLength;
    }
  }

  stream(offset: number, length: number): AsyncIterable<Uint8Array> {
    checkRange(this.size, offset, length);
    return this.#chunks(offset, offset + length);
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  /** Goes on from where a body broke off, as long as each try brings at least a byte. */
  async *#chunks(start: number, end: number): AsyncGenerator<Uint8Array, void, undefined> {
    this.#checkOpen();
    let barren = 0;
    for (let at = start; at < end;) {
      const before = at;
      const broken = yield* this.#tryFrom(at, end, (length) => {
        at += length;
      });
      barren = at > before ? 0 : barren + 1;
      if (at < end && barren === BARREN_TRIES) {
        throw new UnavailableError("blob store", broken);
      }
    }
  }

  /** Bytes of one request, as many as come; returns why they ended. Never more than were asked for. */
  async *#tryFrom(
    start: number,
    end: number,
    onChunk: (length: number) => void,
  ): AsyncGenerator<Uint8Array, unknown, undefined> {
    const body = await this.#request(start, end);
    let left = end - start;
    try {
      for await (const chunk of body) {
        this.#checkOpen();
        if (!(chunk instanceof Uint8Array) || chunk.byteLength > left) {
          throw new UnavailableError("blob store", new Error("more bytes came than were asked for"));
        }
        left -= chunk.byteLength;
        onChunk(chunk.byteLength);
        yield chunk;
      }
      return new Error(`the body ended ${left} bytes early`);
    } catch (cause) {
      if (cause instanceof UnavailableError || this.#closed) {
        throw cause;
      }
      return cause;
    }
  }

  async #request(start: number, end: number): Promise<AsyncIterable<unknown>> {
    const answer = await orNoObject(() =>
      this.bucket.client.send(
        new GetObjectCommand({
          Bucket: this.bucket.name,
          Key: this.key,
          Range: `bytes=${start}-${end - 1}`,
        }),
      ),
    );
    if (answer?.Body === undefined) {
      throw this.missing();
    }
    const body = iterableOf(answer.Body);
    if (answer.ContentRange !== `bytes ${start}-${end - 1}/${this.size}`) {
      await body[Symbol.asyncIterator]().return?.();
      throw new UnavailableError(
        "blob store",
        new Error(
          `asked for bytes ${start}-${end - 1}/${this.size} it sends ${answer.ContentRange ?? "all"}`,
        ),
      );
    }
    return body;
  }

  #checkOpen(): void {
    if (this.#closed) {
      throw new Error("the blob is closed");
    }
  }
}

function iterableOf(body: NonNullable<GetObjectCommandOutput["Body"]>): AsyncIterable<unknown> {
  if (!(Symbol.asyncIterator in body)) {
    throw new TypeError("a body of this runtime cannot be read in pieces");
  }
  return body;
}
