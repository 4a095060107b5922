import { totalmem } from "node:os";
import { constrainedMemory } from "node:process";
import { LRUCache } from "lru-cache";
import type { OpenBlob } from "./store.js";

/** Files that are kept open at most beside those that are being read. */
const MAX_FILES = 64;

/** Milliseconds after which a file is opened and read anew: the system may have dropped what it had in memory. */
const MAX_AGE = 600_000;

/** Bytes of which it is known together whether they were read. */
const UNIT = 64 * 1024;

/** A part of an open file that the system has in memory, as far as is known. */
export interface CachedBytes {
  readonly fd: number;
  /** At least 1. */
  readonly length: number;
}

/**
 * Files that were read lately, kept open, with what was read of each: that lies in the system's page cache, and can be sent
 * from there without a wait for a disk, which would keep a process waiting whole. What the system drops meanwhile is not
 * known; so a file is read anew after ten minutes, and there are no more than fill half of the memory.
 */
export class OpenFiles {
  readonly #files: LRUCache<string, OpenFile>;

  /** `forgotten` is told of the digest of each file that is no longer kept. */
  constructor(
    private readonly forgotten: (digest: string) => void = () => undefined,
    maxBytes: number = usableMemory() / 2,
  ) {
    this.#files = new LRUCache<string, OpenFile>({
      max: MAX_FILES,
      maxSize: maxBytes,
      sizeCalculation: ({ blob }) => Math.max(1, blob.size),
      ttl: MAX_AGE,
      ttlAutopurge: true,
      dispose: (file, digest) => {
        file.release();
        this.forgotten(digest);
      },
    });
  }

  /** The file of a digest, if it is kept, for a user who calls its `release` once. */
  find(digest: string): OpenFile | undefined {
    return this.#files.get(digest)?.use();
  }

  /**
   * Keeps a file that was just opened, and gives it as {@link find} does; from then on it is not the caller's to close.
   * `undefined` for a blob that is no file or too large a one: that stays the caller's.
   */
  async keep(digest: string, blob: OpenBlob): Promise<OpenFile | undefined> {
    if (blob.fd === undefined || blob.size > this.#files.maxSize) {
      return undefined;
    }
    const kept = this.find(digest);
    if (kept !== undefined) {
      // Another opened it at the same time.
      await blob.close();
      return kept;
    }
    const file = new OpenFile(blob, blob.fd);
    const used = file.use();
    this.#files.set(digest, file);
    return used;
  }

  /** Keeps no file any longer; those in use are closed after that. */
  clear(): void {
    this.#files.clear();
  }
}

/** One of {@link OpenFiles}; closed once neither they nor anyone else uses it. */
export class OpenFile {
  readonly #read: Uint8Array;
  #users = 1;

  constructor(
    readonly blob: OpenBlob,
    readonly fd: number,
  ) {
    this.#read = new Uint8Array(Math.ceil(blob.size / UNIT));
  }

  use(): this {
    this.#users++;
    return this;
  }

  release(): void {
    this.#users--;
    if (this.#users === 0) {
      this.blob.close().catch(() => undefined);
    }
  }

  /** Bytes of the file were read from a disk just now. */
  wasRead(offset: number, length: number): void {
    const end = offset + length === this.blob.size ? this.#read.length : Math.floor((offset + length) / UNIT);
    this.#read.fill(1, Math.ceil(offset / UNIT), end);
  }

  /** What is in memory of the bytes from `offset` on, `length` at most. */
  cached(offset: number, length: number): CachedBytes | undefined {
    const end = offset + length;
    let unit = Math.floor(offset / UNIT);
    while (unit * UNIT < end && this.#read[unit] === 1) unit++;
    const known = Math.min(unit * UNIT, end) - offset;
    return known > 0 ? { fd: this.fd, length: known } : undefined;
  }
}

/** Bytes that this process may fill. */
function usableMemory(): number {
  const constrained = constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
