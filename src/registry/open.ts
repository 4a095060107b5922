import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CachedBlobStore } from "./blobs/cached-store.js";
import { DiskCache } from "./blobs/disk-cache.js";
import { FilesystemBlobStore } from "./blobs/filesystem.js";
import { observedBlobs } from "./blobs/observed.js";
import type { S3Config } from "./blobs/s3/config.js";
import type { BlobStore } from "./blobs/store.js";
import { DEFAULT_CACHE_BYTES, DEFAULT_MAX_UPLOAD_BYTES, type RegistryConfig } from "./config.js";
import { openDataDirectory, type DataDirectory } from "./data-directory.js";
import type { Database } from "./database.js";
import { migrate } from "./migrate.js";
import type { RegistryObserver } from "./observer.js";
import { openMigratedPostgres } from "./open-database.js";
import { openPGlite } from "./pglite-database.js";
import { Registry } from "./registry.js";

/**
 * Opens the registry that a configuration names, its catalog migrated, and holds the data directory until `close`. The
 * observer is told of what the registry does.
 * Throws `data-directory-not-writable`, `data-directory-in-use`, `database-too-new`, `database-changed`,
 * `invalid-config`; `UnavailableError` if a server does not answer.
 */
export async function openRegistry(config: RegistryConfig, observer?: RegistryObserver): Promise<Registry> {
  const directory = await openDataDirectory(config.dataDirectory);
  const release = () => {
    directory.close();
  };
  try {
    const blobs = await openBlobs(config, directory, observer);
    const database = await openMigrated(config, directory);
    const { maxUploadBytes = DEFAULT_MAX_UPLOAD_BYTES, redirectDownloads } = config;
    // The data directory is held, so nobody else has the embedded database open.
    const soleWriter = config.databaseUrl === undefined;
    return new Registry({
      database,
      soleWriter,
      blobs,
      maxUploadBytes,
      redirectDownloads,
      observer,
      release,
    });
  } catch (cause) {
    release();
    throw cause;
  }
}

/** The blob store that the configuration names, freed of what dead processes left. */
async function openBlobs(
  config: RegistryConfig,
  directory: DataDirectory,
  observer: RegistryObserver | undefined,
): Promise<BlobStore> {
  if (config.s3 !== undefined) {
    return openS3Blobs(config.s3, config, directory, observer);
  }
  const files = new FilesystemBlobStore(directory);
  const blobs = observer === undefined ? files : observedBlobs(files, "filesystem", observer);
  await blobs.removeOrphans(new Date());
  return blobs;
}

/** A bucket behind a cache of its blobs in the data directory. */
async function openS3Blobs(
  s3: S3Config,
  { cacheBytes = DEFAULT_CACHE_BYTES }: RegistryConfig,
  directory: DataDirectory,
  observer: RegistryObserver | undefined,
): Promise<BlobStore> {
  // Loaded only here: the SDK takes as long to load as all else together.
  const { checkBucket, openBucket, S3BlobStore } = await import("./blobs/s3/index.js");
  const bucket = openBucket(s3);
  await checkBucket(bucket);
  const store = new S3BlobStore(bucket, s3.prefix);
  const cache = join(directory.path, "cache");
  await mkdir(cache, { recursive: true });
  const blobs = new CachedBlobStore(
    observer === undefined ? store : observedBlobs(store, "s3", observer),
    new DiskCache(cache, cacheBytes),
    (hit) => observer?.cacheUsed(hit),
  );
  // Other processes are at work on the same bucket.
  await blobs.removeOrphans(new Date(Date.now() - ORPHAN_AGE));
  return blobs;
}

/** Milliseconds that no publish takes from its first byte to its commit. */
const ORPHAN_AGE = 24 * 3_600_000;

async function openMigrated(config: RegistryConfig, directory: DataDirectory): Promise<Database> {
  if (config.databaseUrl !== undefined) {
    return openMigratedPostgres(config, config.databaseUrl);
  }
  const database = await openPGlite(directory.catalog);
  try {
    await migrate(database);
    return database;
  } catch (cause) {
    await database.close();
    throw cause;
  }
}
