import { access, mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InputError } from "../../model/index.js";
import { isMissing } from "../blobs/durable.js";
import { openDataDirectory, RESTORING } from "../data-directory.js";
import type { Database } from "../database.js";
import { migrationStatus } from "../migrate.js";
import { openPGlite } from "../pglite-database.js";
import { blobPath, type BackupIndex } from "./backup-index.js";
import { takeInventory, type Counts } from "./inventory.js";
import { invalidBackup, unpack } from "./unpack.js";

/** What was restored. */
export interface Restored extends Counts {
  /** When the backup was made. */
  readonly createdAt: Date;
}

/**
 * Fills an empty data directory, made if it is missing, from an archive of `backUp`, and checks all of it before. Until
 * it is whole the folder `restoring` lies in the directory, and nothing opens it but another restore, which starts
 * anew. Throws `file-not-found`, `data-directory-not-empty`, `data-directory-in-use`, `invalid-backup`, and what
 * migrating such a catalog would; then the directory is empty again.
 */
export async function restore(
  archive: string,
  dataDirectory: string,
  signal: AbortSignal,
): Promise<Restored> {
  await checkReadable(archive);
  const path = resolve(dataDirectory);
  await checkEmpty(path);
  const restoring = join(path, RESTORING);
  await mkdir(restoring, { recursive: true });
  const directory = await openDataDirectory(path, { restoring: true });
  try {
    // Another restore may have come to its end in between.
    await access(restoring).catch(() => {
      throw notEmpty(path);
    });
    try {
      await clear(path);
      await mkdir(restoring);
      const index = await unpack(archive, restoring, signal);
      await checkCatalog(join(restoring, "catalog"), index);
      await moveIn(path, restoring);
      const { learngenes, versions, datasets, jobs, createdAt } = index;
      return { learngenes, versions, datasets, jobs, createdAt: new Date(createdAt) };
    } catch (cause) {
      await clear(path);
      throw cause;
    }
  } finally {
    directory.close();
  }
}

async function checkReadable(archive: string): Promise<void> {
  try {
    await (await open(archive, "r")).close();
  } catch (cause) {
    throw new InputError("file-not-found", `the backup ${archive} cannot be read`, { value: archive, cause });
  }
}

async function checkEmpty(path: string): Promise<void> {
  const names = await readdir(path).catch((cause: unknown): string[] => {
    if (isMissing(cause)) {
      return [];
    }
    throw cause;
  });
  // A restore that failed leaves its lock.
  if (names.some((name) => name !== "lock") && !names.includes(RESTORING)) {
    throw notEmpty(path);
  }
}

function notEmpty(path: string): InputError {
  return new InputError("data-directory-not-empty", `the data directory ${path} is not empty`, {
    field: "data",
    value: path,
    fix: "Restore into a new directory, then have the server use that.",
  });
}

/** Removes what restoring made; `restoring` last, so that what is left never looks whole. */
async function clear(path: string): Promise<void> {
  for (const name of ["catalog", "blobs", "uploads", RESTORING]) {
    await rm(join(path, name), { recursive: true, force: true });
  }
}

/** Opens the catalog to see that this program can, and that the archive has all files that it needs. */
async function checkCatalog(catalog: string, index: BackupIndex): Promise<void> {
  const database = await openPGlite(catalog).catch((cause: unknown) => {
    throw invalidBackup("its catalog cannot be opened", cause);
  });
  try {
    const { refusal } = await migrationStatus(database);
    if (refusal !== undefined) {
      throw refusal;
    }
    const sizes = new Map(index.files.map(({ path, size }) => [path, size]));
    const { blobs } = await takeInventory(database);
    const missing = blobs.find(({ digest, size }) => sizes.get(blobPath(digest)) !== size);
    if (missing !== undefined) {
      throw invalidBackup(`it lacks the file ${missing.digest} of ${missing.neededBy}`);
    }
    await forgetUploads(database);
  } finally {
    await database.close();
  }
}

/** Uploads that were under way: a backup leaves out what had come of them. */
async function forgetUploads(database: Database): Promise<void> {
  const [found] = await database.query<{ there: boolean }>(
    "select to_regclass('uploads') is not null as there",
  );
  if (found?.there === true) {
    await database.query("delete from uploads");
  }
}

async function moveIn(path: string, restoring: string): Promise<void> {
  await syncTree(restoring);
  for (const name of ["catalog", "blobs"]) {
    await mkdir(join(restoring, name), { recursive: true });
    await rm(join(path, name), { recursive: true, force: true });
    await rename(join(restoring, name), join(path, name));
  }
  await mkdir(join(path, "uploads"), { recursive: true });
  await sync(path);
  // From here on it is whole.
  await rmdir(restoring);
  await sync(path);
}

/** Waits until a folder and all in it is on disk; the catalog's files changed when it was opened. */
async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    await (entry.isDirectory() ? syncTree(path) : sync(path));
  }
  await sync(folder);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
