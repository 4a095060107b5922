import { randomUUID } from "node:crypto";
import { readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { UnavailableError } from "../unavailable.js";
import { moveDurably, orMissing } from "./durable.js";
import { openFileBlob } from "./file-blob.js";
import { digestOfHex, hexOf } from "./keys.js";
import { BlobDamagedError, type OpenBlob } from "./store.js";
import { streamAhead } from "./stream-ahead.js";
import { writeHashed } from "./write-hashed.js";

/** What a file that is being filled ends in. */
const PARTIAL = ".part";

/** Milliseconds after its last byte at which a file that is being filled belongs to nobody alive. */
const ABANDONED = 3_600_000;

/**
 * Copies of blobs as files `<folder>/<64 hex>`, of `maxBytes` together; those opened longest ago go first. A copy
 * gets its name only when it is whole, on disk, and of its digest, so that neither a crash nor another process on the
 * same folder shows half a one. Whoever has a copy open goes on reading it after it has gone. Each process counts what
 * it is fetching beforehand, and what others are as it grows: beside several the folder may be over its bound by what
 * they fetch at that moment.
 */
export class DiskCache {
  readonly #fetching = new Map<string, Promise<boolean>>();
  /** Bytes kept free for what this process is fetching, by file. */
  readonly #reserved = new Map<string, number>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly folder: string,
    readonly maxBytes: number,
  ) {}

  /** Opens a copy; `undefined` if there is none. */
  async open(digest: string): Promise<OpenBlob | undefined> {
    const path = this.#path(digest);
    return orMissing(async () => {
      const now = new Date();
      // Other processes see by its time of change when a copy was last of use.
      await utimes(path, now, now);
      return openFileBlob(path);
    });
  }

  /**
   * Copies what `source` opens, once for all who ask for it meanwhile. False if there is no room for it, or the disk
   * fails. Rejects with what `source` and its blob reject with, and with {@link BlobDamagedError}.
   */
  fetch(digest: string, source: () => Promise<OpenBlob>): Promise<boolean> {
    const under = this.#fetching.get(digest);
    if (under !== undefined) {
      return under;
    }
    const fetched = this.#fetch(digest, source).finally(() => this.#fetching.delete(digest));
    this.#fetching.set(digest, fetched);
    return fetched;
  }

  /** Removes a copy; does nothing if there is none. */
  async delete(digest: string): Promise<void> {
    await rm(this.#path(digest), { force: true });
  }

  async #fetch(digest: string, source: () => Promise<OpenBlob>): Promise<boolean> {
    const blob = await source();
    const file = randomUUID() + PARTIAL;
    const path = join(this.folder, file);
    try {
      if (!(await this.#inTurn(() => this.#reserve(file, blob.size)))) {
        return false;
      }
      const written = await writeHashed(path, streamAhead(blob), blob.size, { durable: false });
      if (written.digest !== digest) {
        throw new BlobDamagedError(digest);
      }
      await moveDurably(path, this.#path(digest), 0);
      return true;
    } catch (cause) {
      if (isOfDisk(cause)) {
        return false;
      }
      throw cause;
    } finally {
      this.#reserved.delete(file);
      await rm(path, { force: true }).catch(() => undefined);
      await blob.close();
    }
  }

  /** Makes room for `size` bytes more and keeps it for `file`; false if there is not enough. */
  async #reserve(file: string, size: number): Promise<boolean> {
    const { copies, others } = await this.#survey();
    let used = others + copies.reduce((sum, copy) => sum + copy.size, 0);
    for (const reserved of this.#reserved.values()) {
      used += reserved;
    }
    const fixed = used - copies.reduce((sum, copy) => sum + copy.size, 0);
    if (fixed + size > this.maxBytes) {
      return false;
    }
    for (const copy of copies.toSorted((a, b) => a.usedAt - b.usedAt)) {
      if (used + size <= this.maxBytes) {
        break;
      }
      await rm(copy.path, { force: true });
      used -= copy.size;
    }
    this.#reserved.set(file, size);
    return true;
  }

  /** The copies, and the bytes that other processes have fetched of theirs; what is abandoned goes. */
  async #survey() {
    const copies: { path: string; size: number; usedAt: number }[] = [];
    let others = 0;
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      const file = this.#reserved.has(name) ? undefined : await orMissing(() => stat(path));
      if (file === undefined) {
        continue;
      }
      if (digestOfHex(name) !== undefined) {
        copies.push({ path, size: file.size, usedAt: file.mtimeMs });
      } else if (name.endsWith(PARTIAL) && Date.now() - file.mtimeMs > ABANDONED) {
        await rm(path, { force: true });
      } else {
        others += file.size;
      }
    }
    return { copies, others };
  }

  /** Runs one after the other, or two would count on the same room. */
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(run);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #path(digest: string): string {
    return join(this.folder, hexOf(digest));
  }
}

// A full or broken disk keeps nobody from the blob, which is read where it lies.
function isOfDisk(error: unknown): boolean {
  return !(error instanceof UnavailableError) && error instanceof Error && "syscall" in error;
}
