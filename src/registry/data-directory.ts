import { randomUUID } from "node:crypto";
import { closeSync, constants, ftruncateSync, openSync, writeSync } from "node:fs";
import { access, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { tryLock } from "fs-native-extensions";
import { InputError } from "../model/index.js";
import { once } from "./once.js";

/** A data directory that this process alone holds. What lies in it:
 *
 *     lock      locked while in use; the holder's process id is written in it
 *     catalog/  the embedded database
 *     blobs/    published files by digest
 *     uploads/  files on their way in
 *     cache/    copies of a bucket's blobs; see {@link openCacheFolder}
 *     restoring/  while a backup is being restored: nothing but another restore opens the directory then
 */
export interface DataDirectory {
  readonly path: string;
  readonly catalog: string;
  readonly blobs: string;
  readonly uploads: string;
  /** Lets another process have it; again does nothing. */
  readonly close: () => void;
}

/** The folder in which a backup is unpacked. */
export const RESTORING = "restoring";

/**
 * Makes the directory and its folders where they are missing, and locks it until `close` or the process's end,
 * however that comes. Throws `data-directory-not-writable` or `data-directory-in-use`; and, but for those who restore,
 * `restore-unfinished`.
 */
export async function openDataDirectory(
  directory: string,
  { restoring = false }: { readonly restoring?: boolean } = {},
): Promise<DataDirectory> {
  const path = resolve(directory);
  const [catalog, blobs, uploads] = [join(path, "catalog"), join(path, "blobs"), join(path, "uploads")];
  const fd = await orNotWritable(path, async () => {
    await makeFolders(path, catalog, blobs, uploads);
    return openLocked(path);
  });
  try {
    await orNotWritable(path, () => probe(uploads));
    if (!restoring && (await isFolder(join(path, RESTORING)))) {
      throw unfinished(path);
    }
  } catch (cause) {
    closeSync(fd);
    throw cause;
  }
  return {
    path,
    catalog,
    blobs,
    uploads,
    close: once(() => {
      closeSync(fd);
    }),
  };
}

/**
 * Makes the folder of a data directory that holds copies of a bucket's blobs, and gives its path. Nothing is locked: any
 * number of processes may share it. Throws `data-directory-not-writable`.
 */
export async function openCacheFolder(directory: string): Promise<string> {
  const path = resolve(directory);
  const cache = join(path, "cache");
  await orNotWritable(path, async () => {
    await makeFolders(path, cache);
    await probe(cache);
  });
  return cache;
}

async function makeFolders(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await makeFolder(path);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  }
}

// Not mkdir's `recursive`: Node's never ends where a file system says ENOENT to a new name, as /proc does.
async function makeFolder(path: string): Promise<void> {
  const parent = dirname(path);
  if (parent === path || (await isFolder(path))) {
    return;
  }
  await makeFolder(parent);
  try {
    await mkdir(path);
  } catch (cause) {
    // Another process may be starting on the same directory; the lock decides between the two.
    if (!(await isFolder(path))) {
      throw cause;
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    if (isErrno(cause) && cause.code === "ENOENT") {
      return false;
    }
    throw cause;
  }
}

/** A bare descriptor, not a `FileHandle`: those close, and so unlock, when they are garbage collected. */
async function openLocked(path: string): Promise<number> {
  const file = join(path, "lock");
  const fd = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o644);
  try {
    if (!tryLock(fd)) {
      throw await inUse(path, file);
    }
    ftruncateSync(fd);
    writeSync(fd, `${process.pid}\n`, 0);
    return fd;
  } catch (cause) {
    closeSync(fd);
    throw cause;
  }
}

async function inUse(path: string, file: string): Promise<InputError> {
  // The holder writes its id just after it locks, and some systems forbid reading a locked file.
  const holder = (await readFile(file, "utf8").catch(() => "")).trim();
  const by = /^[0-9]+$/.test(holder) ? `process ${holder}` : "another process";
  return new InputError("data-directory-in-use", `the data directory ${path} is in use by ${by}`, {
    field: "data",
    value: path,
    fix: "Stop that process, or choose another data directory.",
  });
}

function unfinished(path: string): InputError {
  return new InputError("restore-unfinished", `a backup was not wholly restored into ${path}`, {
    field: "data",
    value: path,
    fix: "Run learngene restore again, which starts anew.",
  });
}

// Permissions and mount options do not tell of a full disk or a quota; a byte written does.
async function probe(folder: string): Promise<void> {
  const file = join(folder, `${randomUUID()}.probe`);
  await writeFile(file, "1");
  await rm(file);
}

async function orNotWritable<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof InputError || !isErrno(cause)) {
      throw cause;
    }
    const where = cause.path === undefined || cause.path === path ? "" : ` at ${cause.path}`;
    throw new InputError(
      "data-directory-not-writable",
      `the data directory ${path} cannot be written: ${cause.code}${where}`,
      {
        field: "data",
        value: path,
        fix: "Choose a directory that this user may create and write files in.",
        cause,
      },
    );
  }
}

function isErrno(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
