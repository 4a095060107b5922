import { InputError } from "../model/index.js";
import { FilesystemBlobStore } from "./blobs/filesystem.js";
import { observedBlobs } from "./blobs/observed.js";
import type { BlobStore } from "./blobs/store.js";
import { DEFAULT_MAX_UPLOAD_BYTES, type RegistryConfig } from "./config.js";
import { openDataDirectory, type DataDirectory } from "./data-directory.js";
import type { Database } from "./database.js";
import { migrate } from "./migrate.js";
import type { RegistryObserver } from "./observer.js";
import { openPGlite } from "./pglite-database.js";
import { openPostgres } from "./postgres-database.js";
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
    const { maxUploadBytes = DEFAULT_MAX_UPLOAD_BYTES } = config;
    return new Registry({ database, blobs, maxUploadBytes, observer, release });
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
    throw new InputError("invalid-config", "this release keeps blobs in files only", {
      field: "s3-bucket",
      value: config.s3.bucket,
      fix: "Leave LEARNGENE_S3_BUCKET unset.",
    });
  }
  const files = new FilesystemBlobStore(directory);
  const blobs = observer === undefined ? files : observedBlobs(files, "filesystem", observer);
  await blobs.removeOrphans(new Date());
  return blobs;
}

async function openMigrated(config: RegistryConfig, directory: DataDirectory): Promise<Database> {
  const { databaseUrl: url } = config;
  if (url === undefined) {
    return migrated(await openPGlite(directory.catalog));
  }
  // A migration may take longer than requests may, and others wait for it: so it has connections without a limit.
  const forMigration = openPostgres({
    url,
    connectTimeout: config.databaseConnectTimeout,
    statementTimeout: 0,
  });
  await (await migrated(forMigration)).close();
  return openPostgres({
    url,
    connectTimeout: config.databaseConnectTimeout,
    statementTimeout: config.databaseStatementTimeout,
  });
}

async function migrated(database: Database): Promise<Database> {
  try {
    await migrate(database);
    return database;
  } catch (cause) {
    await database.close();
    throw cause;
  }
}
