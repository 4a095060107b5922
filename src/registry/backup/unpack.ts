import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { extract, type Extract } from "tar-stream";
import { InputError } from "../../model/index.js";
import { backupIndexSchema, blobPath, INDEX, type BackupFile, type BackupIndex } from "./backup-index.js";

type Entry = Extract extends AsyncIterable<infer Each> ? Each : never;

/** Room for the index of more files than any registry in one directory has. */
const MAX_INDEX_BYTES = 256 * 1024 * 1024;

/**
 * Unpacks a backup into an empty folder and checks it: that it is whole, and that every file is what the index and, of
 * published files, the digest say. Throws `invalid-backup`; the system's error if files cannot be read or written.
 */
export async function unpack(archive: string, folder: string, signal: AbortSignal): Promise<BackupIndex> {
  const extractor = extract();
  const reading = pipeline(createReadStream(archive), extractor, { signal });
  // The loop below ends with the same error.
  reading.catch(() => undefined);
  try {
    const { index, files } = await unpackEntries(extractor, folder);
    await reading;
    checkIndex(index, files);
    return index;
  } catch (cause) {
    signal.throwIfAborted();
    throw cause instanceof InputError || isSystemError(cause)
      ? cause
      : invalidBackup("it is no tar archive, or it was cut off", cause);
  } finally {
    extractor.destroy();
  }
}

async function unpackEntries(
  entries: AsyncIterable<Entry>,
  folder: string,
): Promise<{ index: BackupIndex; files: BackupFile[] }> {
  const files: BackupFile[] = [];
  let index: BackupIndex | undefined;
  for await (const entry of entries) {
    const { name, type } = entry.header;
    if (index !== undefined) {
      throw invalidBackup("something follows its index");
    }
    if (name === INDEX) {
      index = await readIndex(entry);
    } else if (type === "directory") {
      await mkdir(join(folder, checkPath(name.replace(/\/$/, ""))), { recursive: true, mode: 0o700 });
      entry.resume();
    } else if (type === "file") {
      files.push(await unpackFile(entry, checkPath(name), folder));
    } else {
      throw invalidBackup(`${name.slice(0, 100)} is neither file nor folder`);
    }
  }
  if (index === undefined) {
    throw invalidBackup("it has no index, so it was cut off or is no backup of learngene");
  }
  return { index, files };
}

async function readIndex(entry: Entry): Promise<BackupIndex> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of entry as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_INDEX_BYTES) {
      throw invalidBackup("its index is too large");
    }
    parts.push(chunk);
  }
  try {
    return backupIndexSchema.parse(JSON.parse(Buffer.concat(parts).toString("utf8")));
  } catch (cause) {
    throw invalidBackup("its index cannot be read; it may be of a newer release", cause);
  }
}

/** A path that stays in the folder, below the two that a backup has. */
function checkPath(name: string): string {
  const parts = name.split("/");
  if (
    !["catalog", "blobs"].includes(parts[0] ?? "") ||
    !parts.every((part) => /^(?!\.)[\w.-]+$/.test(part))
  ) {
    throw invalidBackup(`it holds ${JSON.stringify(name.slice(0, 100))}`);
  }
  return name;
}

async function unpackFile(entry: Entry, path: string, folder: string): Promise<BackupFile> {
  const target = join(folder, path);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const file = await open(target, "wx", 0o600).catch((cause: unknown) => {
    throw isSystemError(cause) && cause.code === "EEXIST" ? invalidBackup(`it holds ${path} twice`) : cause;
  });
  const hash = createHash("sha256");
  let size = 0;
  try {
    for await (const chunk of entry as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      size += chunk.byteLength;
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { path, size, sha256: hash.digest("hex") };
}

function checkIndex(index: BackupIndex, files: readonly BackupFile[]): void {
  const listed = new Map(index.files.map((file) => [file.path, file]));
  if (listed.size !== index.files.length || files.length !== listed.size) {
    throw invalidBackup(`it holds ${files.length} files where its index lists ${index.files.length}`);
  }
  for (const { path, size, sha256 } of files) {
    const expected = listed.get(path);
    if (expected?.size !== size || expected.sha256 !== sha256) {
      throw invalidBackup(`${path} is not what its index says`);
    }
    if (path.startsWith("blobs/") && path !== blobPath(`sha256:${sha256}`)) {
      throw invalidBackup(`${path} has the digest sha256:${sha256}`);
    }
  }
}

/** The error for a backup that cannot be restored. */
export function invalidBackup(why: string, cause?: unknown): InputError {
  return new InputError("invalid-backup", `the backup cannot be restored: ${why}`, {
    field: "file",
    fix: "Take another backup; nothing was restored.",
    cause,
  });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
