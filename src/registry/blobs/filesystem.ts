import { randomUUID } from "node:crypto";
import type { Dirent } from "node:fs";
import { access, constants, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isMissing, moveDurably, orMissing } from "./durable.js";
import { openFileBlob } from "./file-blob.js";
import { checkUploadId, digestOfHex, hexOf, isUploadId, startText } from "./keys.js";
import {
  BlobNotFoundError,
  PartNotFoundError,
  type BlobStore,
  type BlobSummary,
  type OpenBlob,
  type PartsSummary,
  type StagedBlob,
} from "./store.js";
import { writeHashed } from "./write-hashed.js";

/** The folder of `uploads` that holds parts; all else in `uploads` is staged blobs. */
const PARTS = "parts";

/**
 * Blobs as files: `<blobs>/sha256/ab/abcdef…`, staged in `<uploads>`, with parts as `<uploads>/parts/<upload>/<start>`.
 * Both folders exist and lie on the same file system. One process at a time: the caller holds the data directory's
 * lock.
 */
export class FilesystemBlobStore implements BlobStore {
  readonly isLocal = true;
  /** Temporary files of blobs that this store is still staging or whose owner has not ended them. */
  readonly #staged = new Set<string>();

  constructor(private readonly folders: { readonly blobs: string; readonly uploads: string }) {}

  async stage(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedBlob> {
    const { path, digest, size, discard } = await this.#takeIn(content, maxBytes);
    return {
      digest,
      size,
      open: () => openFileBlob(path),
      commit: async () => {
        // A blob that is there already is replaced, which mends one damaged from outside.
        await moveDurably(path, this.#path(digest), 2);
        await discard();
      },
      abort: discard,
    };
  }

  async open(digest: string): Promise<OpenBlob> {
    try {
      return await openFileBlob(this.#path(digest));
    } catch (cause) {
      throw isMissing(cause) ? new BlobNotFoundError(digest, { cause }) : cause;
    }
  }

  async has(digest: string): Promise<boolean> {
    return (await orMissing(() => access(this.#path(digest)).then(() => true))) ?? false;
  }

  async delete(digest: string): Promise<void> {
    await rm(this.#path(digest), { force: true });
  }

  async *list(): AsyncGenerator<BlobSummary> {
    const root = join(this.folders.blobs, "sha256");
    for (const shard of await entries(root)) {
      for (const { name } of shard.isDirectory() ? await entries(join(root, shard.name)) : []) {
        const digest = digestOfHex(name);
        const file = await orMissing(() => stat(join(root, shard.name, name)));
        if (digest !== undefined && file !== undefined) {
          yield { digest, size: file.size, modifiedAt: file.mtime };
        }
      }
    }
  }

  async stagePart(
    upload: string,
    start: number,
    content: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<{ size: number }> {
    const to = this.#partPath(upload, start);
    const { path, size, discard } = await this.#takeIn(content, maxBytes);
    try {
      await moveDurably(path, to, 2);
    } finally {
      await discard();
    }
    return { size };
  }

  async openPart(upload: string, start: number): Promise<OpenBlob> {
    try {
      return await openFileBlob(this.#partPath(upload, start));
    } catch (cause) {
      throw isMissing(cause) ? new PartNotFoundError(upload, start, { cause }) : cause;
    }
  }

  async deleteParts(upload: string): Promise<void> {
    await rm(this.#partsFolder(upload), { recursive: true, force: true });
  }

  async *listParts(): AsyncGenerator<PartsSummary> {
    for (const { name: upload } of await entries(join(this.folders.uploads, PARTS))) {
      // A folder changes when a part comes.
      const folder = isUploadId(upload) ? await orMissing(() => stat(this.#partsFolder(upload))) : undefined;
      if (folder !== undefined) {
        yield { upload, modifiedAt: folder.mtime };
      }
    }
  }

  async removeOrphans(olderThan: Date): Promise<number> {
    let removed = 0;
    for (const { name } of await entries(this.folders.uploads)) {
      const path = join(this.folders.uploads, name);
      const file = name === PARTS ? undefined : await orMissing(() => stat(path));
      if (file !== undefined && file.mtime <= olderThan && !this.#staged.has(name)) {
        await rm(path, { recursive: true, force: true });
        removed++;
      }
    }
    return removed;
  }

  async ready(): Promise<void> {
    await access(this.folders.uploads, constants.W_OK);
    await access(this.folders.blobs, constants.W_OK);
  }

  /** Writes a temporary file, the caller's until `discard`, which forgets it and removes it if it is still there. */
  async #takeIn(content: AsyncIterable<Uint8Array>, maxBytes: number) {
    const file = `${randomUUID()}.tmp`;
    const path = join(this.folders.uploads, file);
    const discard = async () => {
      await rm(path, { force: true });
      this.#staged.delete(file);
    };
    this.#staged.add(file);
    try {
      return { path, discard, ...(await writeHashed(path, content, maxBytes, { durable: true })) };
    } catch (cause) {
      await discard();
      throw cause;
    }
  }

  #path(digest: string): string {
    const hex = hexOf(digest);
    return join(this.folders.blobs, "sha256", hex.slice(0, 2), hex);
  }

  #partsFolder(upload: string): string {
    return join(this.folders.uploads, PARTS, checkUploadId(upload));
  }

  #partPath(upload: string, start: number): string {
    return join(this.#partsFolder(upload), startText(start));
  }
}

/** What lies in a folder; nothing if it is not there. */
async function entries(folder: string): Promise<Dirent[]> {
  return (await orMissing(() => readdir(folder, { withFileTypes: true }))) ?? [];
}
