import { createHash, randomUUID } from "node:crypto";
import { access, constants, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError } from "../../model/index.js";
import { openFileBlob } from "./file-blob.js";
import { BlobNotFoundError, type BlobStore, type OpenBlob, type StagedBlob } from "./store.js";

/**
 * Blobs as files: `<blobs>/sha256/ab/abcdef…`, staged in `<uploads>`, which must lie on the same file system;
 * both exist. One process at a time: the caller holds the data directory's lock.
 */
export class FilesystemBlobStore implements BlobStore {
  /** Temporary files of blobs that this store is still staging or whose owner has not ended them. */
  readonly #staged = new Set<string>();

  constructor(private readonly folders: { readonly blobs: string; readonly uploads: string }) {}

  async stage(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedBlob> {
    const file = `${randomUUID()}.tmp`;
    const path = join(this.folders.uploads, file);
    const discard = async () => {
      await rm(path, { force: true });
      this.#staged.delete(file);
    };
    this.#staged.add(file);
    try {
      const { digest, size } = await writeHashed(path, content, maxBytes);
      return {
        digest,
        size,
        open: () => openFileBlob(path),
        commit: async () => {
          await moveDurably(path, this.#path(digest));
          this.#staged.delete(file);
        },
        abort: discard,
      };
    } catch (cause) {
      await discard();
      throw cause;
    }
  }

  async open(digest: string): Promise<OpenBlob> {
    try {
      return await openFileBlob(this.#path(digest));
    } catch (cause) {
      throw isMissing(cause) ? new BlobNotFoundError(digest, { cause }) : cause;
    }
  }

  async has(digest: string): Promise<boolean> {
    try {
      await access(this.#path(digest));
      return true;
    } catch (cause) {
      if (isMissing(cause)) {
        return false;
      }
      throw cause;
    }
  }

  async delete(digest: string): Promise<void> {
    await rm(this.#path(digest), { force: true });
  }

  async removeOrphans(): Promise<number> {
    const orphans = (await readdir(this.folders.uploads)).filter((file) => !this.#staged.has(file));
    for (const file of orphans) {
      await rm(join(this.folders.uploads, file), { recursive: true, force: true });
    }
    return orphans.length;
  }

  async ready(): Promise<void> {
    await access(this.folders.uploads, constants.W_OK);
    await access(this.folders.blobs, constants.W_OK);
  }

  #path(digest: string): string {
    const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
    if (hex === undefined) {
      throw new TypeError(`${JSON.stringify(digest.slice(0, 80))} is no digest`);
    }
    return join(this.folders.blobs, "sha256", hex.slice(0, 2), hex);
  }
}

async function writeHashed(
  path: string,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ digest: string; size: number }> {
  const hash = createHash("sha256");
  let size = 0;
  const file = await open(path, "wx");
  try {
    for await (const chunk of content) {
      size += chunk.byteLength;
      checkSize(size, maxBytes);
      // The kernel writes while this thread hashes.
      const written = file.writeFile(chunk);
      hash.update(chunk);
      await written;
    }
  } finally {
    await file.close();
  }
  return { digest: `sha256:${hash.digest("hex")}`, size };
}

function checkSize(size: number, maxBytes: number): void {
  if (size > maxBytes) {
    throw new InputError("body-too-large", `the file is larger than ${maxBytes} bytes`, {
      field: "body",
      fix: `Send at most ${maxBytes} bytes, or have this server's limit raised.`,
    });
  }
}

// File, then name: each is on disk before the next, so a name never stands for less than the whole file. A blob that
// is there already is replaced, which mends one damaged from outside and renews its age for the collector of garbage.
async function moveDurably(from: string, to: string): Promise<void> {
  const file = await open(from, "r+");
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
  const shard = dirname(to);
  await mkdir(shard, { recursive: true });
  await rename(from, to);
  // Up to the blobs' own folder, in case the ones between are new.
  for (const folder of [shard, dirname(shard), dirname(dirname(shard))]) {
    await syncFolder(folder);
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders, and keeps names durable by itself.
  if (process.platform === "win32") {
    return;
  }
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
