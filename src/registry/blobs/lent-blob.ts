import type { RandomAccess } from "../../formats/index.js";
import { checkRange } from "./check-range.js";
import { SLOT_BYTES, type ChunkPool, type Loan } from "./chunk-pool.js";
import type { CachedBytes, OpenFile, OpenFiles } from "./open-files.js";
import type { OpenBlob } from "./store.js";

/**
 * A blob whose bytes are lent out of a {@link ChunkPool}. It is opened when the first are read that are not there; one
 * that is in memory whole is never opened.
 */
export class LentBlob implements RandomAccess {
  readonly chunkBytes = SLOT_BYTES;
  #blob: Promise<OpenBlob> | undefined;
  /** The same blob, if others use it too. */
  #file: OpenFile | undefined;
  #readAhead = 1;
  #reading = 0;
  #closed = false;

  constructor(
    private readonly pool: ChunkPool,
    readonly digest: string,
    /** In bytes. */
    readonly size: number,
    private readonly open: () => Promise<OpenBlob>,
    /** Whether its store is a disk of this machine. */
    readonly isLocal = false,
    private readonly files?: OpenFiles,
  ) {
    const file = files?.find(digest);
    if (file?.blob.size === size) {
      this.#file = file;
      this.#blob = Promise.resolve(file.blob);
    } else {
      file?.release();
    }
  }

  /** How many chunks are best borrowed before they are needed. */
  get readAhead(): number {
    return this.#readAhead;
  }

  /**
   * Lends bytes from `offset` on: at least one, at most `length`; at once if they are in memory. Rejects with what
   * opening and reading the blob do. Throws `RangeError` if the blob has no such bytes.
   */
  borrow(offset: number, length: number): Loan | Promise<Loan> {
    checkRange(this.size, offset, length);
    return this.pool.borrow(this, offset, length);
  }

  /** What the system has in memory of the bytes from `offset` on, `length` at most, for who sends it from there. */
  cached(offset: number, length: number): CachedBytes | undefined {
    return this.#closed ? undefined : this.#file?.cached(offset, length);
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    checkRange(this.size, offset, length);
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const loan = await this.pool.borrow(this, offset + done, length - done);
      bytes.set(loan.bytes, done);
      done += loan.bytes.byteLength;
      loan.release();
    }
    return bytes;
  }

  /** For the pool. */
  async readInto(target: Uint8Array, offset: number): Promise<void> {
    this.#reading++;
    try {
      const blob = await (this.#blob ??= this.#open());
      await blob.readInto(target, offset);
      this.#file?.wasRead(offset, target.byteLength);
    } finally {
      this.#reading--;
      await this.#closeIfDone();
    }
  }

  /** Frees what it holds, once what it is reading is read: others may wait for that too. Does not wait for it. */
  close(): void {
    this.#closed = true;
    this.#closeIfDone().catch(() => undefined);
  }

  async #open(): Promise<OpenBlob> {
    if (this.#closed) {
      throw new Error("the blob is closed");
    }
    const blob = await this.open();
    if (blob.size !== this.size) {
      await blob.close();
      throw new Error(`the blob ${this.digest} has ${blob.size} bytes instead of ${this.size}`);
    }
    this.#readAhead = blob.readAhead ?? 1;
    this.#file = await this.files?.keep(this.digest, blob);
    return this.#file?.blob ?? blob;
  }

  async #closeIfDone(): Promise<void> {
    if (this.#closed && this.#reading === 0) {
      const [blob, file] = [this.#blob, this.#file];
      this.#blob = this.#file = undefined;
      if (file === undefined) {
        await (await blob?.catch(() => undefined))?.close();
      } else {
        file.release();
      }
    }
  }
}
