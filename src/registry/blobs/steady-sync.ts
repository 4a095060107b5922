import type { FileHandle } from "node:fs/promises";

/** Bytes after which the disk is to begin with them. */
const SYNC_BYTES = 32 * 1024 * 1024;

/**
 * Has a file's bytes written to the disk while more come. Left to itself the system keeps them in memory, up to
 * gigabytes, and the one sync at the end takes as long as the disk takes for all of them.
 */
export class SteadySync {
  #unsynced = 0;
  #syncing: Promise<void> = Promise.resolve();

  constructor(private readonly file: Pick<FileHandle, "datasync">) {}

  /** To be told of bytes written. Waits where the disk is further behind than one sync, and throws if that failed. */
  async wrote(bytes: number): Promise<void> {
    this.#unsynced += bytes;
    if (this.#unsynced >= SYNC_BYTES) {
      await this.#syncing;
      this.#unsynced = 0;
      this.#syncing = this.file.datasync();
      // Its failure is thrown where it is waited for.
      this.#syncing.catch(() => undefined);
    }
  }

  /** Waits until all bytes are on the disk. Throws if a sync failed. */
  async end(): Promise<void> {
    await this.#syncing;
    await this.file.datasync();
  }

  /** Waits until no sync is under way, whatever came of it: only then may the file be closed. */
  async settled(): Promise<void> {
    await this.#syncing.catch(() => undefined);
  }
}
