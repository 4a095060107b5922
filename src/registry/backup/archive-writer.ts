import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { pack, type Pack } from "tar-stream";
import type { BackupFile } from "./backup-index.js";

/** A tar archive that is being written to a new file, readable by its owner alone: it holds all that the catalog does. */
export class ArchiveWriter {
  readonly #handle: FileHandle;
  readonly #pack: Pack = pack();
  readonly #written: Promise<void>;
  /** Rejects when writing has failed, and never resolves before the end. */
  readonly #failed: Promise<never>;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
    this.#written = this.#write();
    this.#failed = this.#written.then(() => {
      throw new Error("the archive ended early");
    });
    // Whoever adds an entry hears of it.
    this.#failed.catch(() => undefined);
  }

  /** Rejects with the system's error if the file cannot be made. */
  static async create(path: string): Promise<ArchiveWriter> {
    return new ArchiveWriter(await open(path, "wx", 0o600));
  }

  addFolder(name: string): Promise<void> {
    return this.#entry({ name, type: "directory" }, () => Promise.resolve());
  }

  async addText(name: string, text: string): Promise<void> {
    const bytes = Buffer.from(text);
    await this.#entry({ name, size: bytes.byteLength }, (write) => write(bytes));
  }

  /** Adds a file of the file system, which nobody changes meanwhile; says what it was. */
  async addFile(name: string, path: string, size: number, signal: AbortSignal): Promise<BackupFile> {
    const hash = createHash("sha256");
    await this.#entry({ name, size }, async (write) => {
      for await (const chunk of createReadStream(path, { signal }) as AsyncIterable<Buffer>) {
        hash.update(chunk);
        await write(chunk);
      }
    });
    return { path: name, size, sha256: hash.digest("hex") };
  }

  /** Resolves when all of it is on disk. */
  async finish(): Promise<void> {
    this.#pack.finalize();
    await this.#written;
    await this.#handle.sync();
    await this.#handle.close();
  }

  /** Stops writing. The file is left as it is. */
  async abort(): Promise<void> {
    this.#pack.destroy();
    await this.#written.catch(() => undefined);
    await this.#handle.close();
  }

  async #write(): Promise<void> {
    for await (const chunk of this.#pack as AsyncIterable<Uint8Array>) {
      await this.#handle.writeFile(chunk);
    }
  }

  async #entry(
    header: { name: string; size?: number; type?: "directory" },
    fill: (write: (chunk: Uint8Array) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const mode = header.type === "directory" ? 0o700 : 0o600;
    const done = new Promise<void>((resolve, reject) => {
      const entry = this.#pack.entry({ mode, ...header }, (error) => {
        if (error) reject(error);
        else resolve();
      });
      fill(async (chunk) => {
        if (!entry.write(chunk)) {
          const drained = new Promise<void>((resolve) => {
            entry.once("drain", () => {
              resolve();
            });
          });
          await Promise.race([drained, this.#failed]);
        }
      }).then(() => entry.end(null), reject);
    });
    await Promise.race([done, this.#failed]);
  }
}
