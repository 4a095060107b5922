import { readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError } from "../../model/index.js";
import { isMissing, moveDurably } from "../blobs/durable.js";
import type { RegistryConfig } from "../config.js";
import { openDataDirectory } from "../data-directory.js";
import { migrationStatus } from "../migrate.js";
import { hasCatalog } from "../open-database.js";
import { openPGlite } from "../pglite-database.js";
import { ArchiveWriter } from "./archive-writer.js";
import { blobPath, INDEX, type BackupFile, type BackupIndex } from "./backup-index.js";
import { takeInventory, type Counts, type Inventory } from "./inventory.js";

/** What was backed up, and where to. */
export interface Backup extends Counts {
  readonly path: string;
  /** Of the archive. */
  readonly bytes: number;
}

/**
 * Copies an embedded registry, its catalog and the files of versions, data sets and jobs, into one new tar archive:
 * `target`, or a dated name in it if it is a directory. Holds the data directory, so that nothing changes meanwhile; checks
 * every file against its digest. The archive has its name once it is whole and on disk. What is on its way in, and what
 * is garbage, is left out. Throws `invalid-request`, `file-not-found`, `data-directory-in-use`, `registry-damaged`.
 */
export async function backUp(config: RegistryConfig, target: string, signal: AbortSignal): Promise<Backup> {
  checkEmbedded(config);
  const path = await archivePath(target);
  if (!hasCatalog(config.dataDirectory)) {
    throw new InputError("file-not-found", `there is no registry in ${config.dataDirectory}`, {
      field: "data",
      value: config.dataDirectory,
      fix: "Name the data directory that the server uses.",
    });
  }
  const directory = await openDataDirectory(config.dataDirectory);
  try {
    const inventory = await inventoryOf(directory.catalog);
    const partial = `${path}.partial`;
    await writeArchive(partial, directory.path, inventory, signal);
    await moveDurably(partial, path, 0);
    const { learngenes, versions, datasets, jobs } = inventory;
    return { path, learngenes, versions, datasets, jobs, bytes: (await stat(path)).size };
  } finally {
    directory.close();
  }
}

function checkEmbedded({ databaseUrl, s3 }: RegistryConfig): void {
  if (databaseUrl !== undefined || s3 !== undefined) {
    const what = databaseUrl === undefined ? "the files are in a bucket" : "the catalog is on PostgreSQL";
    throw new InputError("invalid-request", `${what}, which this command does not copy`, {
      field: databaseUrl === undefined ? "s3-bucket" : "database-url",
      fix:
        "Dump the database with pg_dump first; then copy the files, or keep them by the bucket's versioning: files " +
        "never change, and those a dump needs are there before it",
    });
  }
}

async function archivePath(target: string): Promise<string> {
  const found = await statOrNothing(target);
  if (found?.isDirectory() === true) {
    return join(target, `learngene-${new Date().toISOString().replaceAll(":", "-")}.tar`);
  }
  if (found !== undefined) {
    throw new InputError("invalid-request", `${target} is there already`, {
      field: "target",
      value: target,
      fix: "Name a new file, or a directory to put it in.",
    });
  }
  if ((await statOrNothing(dirname(target)))?.isDirectory() !== true) {
    throw new InputError(
      "file-not-found",
      `there is no directory ${dirname(target)} to write the backup to`,
      {
        field: "target",
        value: target,
      },
    );
  }
  return target;
}

async function statOrNothing(path: string) {
  try {
    return await stat(path);
  } catch (cause) {
    if (isMissing(cause)) {
      return undefined;
    }
    throw cause;
  }
}

/** What the catalog has; it is closed again, so that its files lie still. */
async function inventoryOf(catalog: string): Promise<Inventory> {
  const database = await openPGlite(catalog);
  try {
    const { refusal } = await migrationStatus(database);
    if (refusal !== undefined) {
      throw refusal;
    }
    return await takeInventory(database);
  } finally {
    await database.close();
  }
}

async function writeArchive(
  path: string,
  root: string,
  inventory: Inventory,
  signal: AbortSignal,
): Promise<void> {
  // What a backup that was killed left of itself.
  await rm(path, { force: true });
  const archive = await ArchiveWriter.create(path);
  try {
    const files = await addTree(archive, root, "catalog", signal);
    const { blobs, ...counts } = inventory;
    for (const { digest, size, neededBy } of blobs) {
      const name = blobPath(digest);
      const found = await statOrNothing(join(root, name));
      const file =
        found?.size === size ? await archive.addFile(name, join(root, name), size, signal) : undefined;
      if (`sha256:${file?.sha256 ?? ""}` !== digest || file === undefined) {
        throw damaged(neededBy, digest, found === undefined ? "missing" : "changed");
      }
      files.push(file);
    }
    const index: BackupIndex = { format: 1, createdAt: new Date().toISOString(), ...counts, files };
    await archive.addText(INDEX, JSON.stringify(index));
    await archive.finish();
  } catch (cause) {
    await archive.abort();
    await rm(path, { force: true });
    throw cause;
  }
}

/** Adds a folder with all in it; empty ones too, which PostgreSQL does not start without. */
async function addTree(
  archive: ArchiveWriter,
  root: string,
  folder: string,
  signal: AbortSignal,
): Promise<BackupFile[]> {
  await archive.addFolder(folder);
  const files: BackupFile[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      files.push(...(await addTree(archive, root, name, signal)));
    } else {
      const { size } = await stat(join(root, name));
      files.push(await archive.addFile(name, join(root, name), size, signal));
    }
  }
  return files;
}

function damaged(neededBy: string, digest: string, what: "missing" | "changed"): InputError {
  return new InputError("registry-damaged", `the file ${digest} of ${neededBy} is ${what}`, {
    field: "data",
    value: digest,
    fix: "Publish or add the same file again, which puts it back, or take it from an earlier backup.",
  });
}
