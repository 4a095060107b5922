import { CachedBlobStore } from "./blobs/cached-store.js";
import { DiskCache } from "./blobs/disk-cache.js";
import { FilesystemBlobStore } from "./blobs/filesystem.js";
import { observedBlobs } from "./blobs/observed.js";
import type { S3Config } from "./blobs/s3/config.js";
import type { BlobStore } from "./blobs/store.js";
import { DEFAULT_CACHE_BYTES, DEFAULT_MAX_UPLOAD_BYTES, type RegistryConfig } from "./config.js";
import { openCacheFolder, openDataDirectory, type DataDirectory } from "./data-directory.js";
import type { Database } from "./database.js";
import { migrate } from "./migrate.js";
import type { RegistryObserver } from "./observer.js";
import { openMigratedPostgres } from "./open-database.js";
import { openPGlite } from "./pglite-database.js";
import { Registry } from "./registry.js";

/**
 * Opens the registry that a configuration names, its catalog migrated, and holds the data directory until `close` if the
 * catalog or the files lie in it: with both elsewhere there is only a cache, which other processes may share. The
 * observer is told of what the registry does.
 * Throws `data-directory-not-writable`, `data-directory-in-use`, `database-too-new`, `database-changed`,
 * `invalid-config`; `UnavailableError` if a server does not answer.
 */
export async function openRegistry(config: RegistryConfig, observer?: RegistryObserver): Promise<Registry> {
  let directory: DataDirectory | undefined;
  const hold = async () => (directory ??= await openDataDirectory(config.dataDirectory));
  const release = () => {
    directory?.close();
  };
  const { databaseUrl, s3 } = config;
  try {
    const blobs =
      s3 === undefined ? await openFiles(await hold(), observer) : await openS3Blobs(s3, config, observer);
    const database =
      databaseUrl === undefined
        ? await openEmbedded(await hold())
        : await openMigratedPostgres(config, databaseUrl);
    const { maxUploadBytes = DEFAULT_MAX_UPLOAD_BYTES, redirectDownloads, bufferBytes } = config;
    return new Registry({
      database,
      // The data directory is held, so nobody else has the embedded database open.
      soleWriter: databaseUrl === undefined,
      blobs,
      maxUploadBytes,
      redirectDownloads,
      bufferBytes,
      observer,
      release,
    });
  } catch (cause) {
    release();
    throw cause;
  }
}

/** The data directory's files, freed of what dead processes left. */
async function openFiles(
  directory: DataDirectory,
  observer: RegistryObserver | undefined,
): Promise<BlobStore> {
  const files = new FilesystemBlobStore(directory);
  const blobs = observer === undefined ? files : observedBlobs(files, "filesystem", observer);
  await blobs.removeOrphans(new Date());
  return blobs;
}

/** A bucket, freed of what dead processes left, behind a cache of its blobs in the data directory. */
async function openS3Blobs(
  s3: S3Config,
  { dataDirectory, cacheBytes = DEFAULT_CACHE_BYTES }: RegistryConfig,
  observer: RegistryObserver | undefined,
): Promise<BlobStore> {
  const cache = await openCacheFolder(dataDirectory);
  // Loaded only here: the SDK takes as long to load as all else together.
  const { checkBucket, openBucket, S3BlobStore } = await import("./blobs/s3/index.js");
  const bucket = openBucket(s3);
  await checkBucket(bucket);
  const store = new S3BlobStore(bucket, s3.prefix);
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

async function openEmbedded(directory: DataDirectory): Promise<Database> {
  const database = await openPGlite(directory.catalog);
  try {
    await migrate(database);
    return database;
  } catch (cause) {
    await database.close();
    throw cause;
  }
}
