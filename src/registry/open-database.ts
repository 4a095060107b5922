import { existsSync } from "node:fs";
import { join } from "node:path";
import type { InputError } from "../model/index.js";
import { anyToken } from "./access/token-rows.js";
import type { RegistryConfig } from "./config.js";
import { openDataDirectory } from "./data-directory.js";
import type { Database } from "./database.js";
import { migrate, migrationStatus, type MigrationStatus } from "./migrate.js";
import { openPGlite } from "./pglite-database.js";
import { openPostgres } from "./postgres-database.js";

/** Where a catalog is, and how long to wait for it. */
export type DatabaseConfig = Pick<
  RegistryConfig,
  "dataDirectory" | "databaseUrl" | "databaseConnectTimeout" | "databaseStatementTimeout"
>;

/**
 * Opens the catalog's database as it is, without migrating it. The embedded one is made if it is missing, and its data
 * directory held until `close`. Throws `data-directory-in-use` and the like, `invalid-config`.
 */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  if (config.databaseUrl !== undefined) {
    return connect(config, config.databaseUrl);
  }
  const directory = await openDataDirectory(config.dataDirectory);
  try {
    const database = await openPGlite(directory.catalog);
    const close = async () => {
      await database.close();
      directory.close();
    };
    return { ...database, close };
  } catch (cause) {
    directory.close();
    throw cause;
  }
}

/** The PostgreSQL database of a configuration, migrated. Throws `UnavailableError` if it does not answer. */
export async function openMigratedPostgres(config: DatabaseConfig, url: string): Promise<Database> {
  // A migration, and waiting for another process that runs it, may take longer than a request may.
  const patient = connect({ ...config, databaseStatementTimeout: 0 }, url);
  try {
    await migrate(patient);
  } finally {
    await patient.close();
  }
  return connect(config, url);
}

function connect(config: DatabaseConfig, url: string): Database {
  const { databaseConnectTimeout: connectTimeout, databaseStatementTimeout: statementTimeout } = config;
  return openPostgres({ url, connectTimeout, statementTimeout });
}

/**
 * Whether a token was ever made in a catalog, which is not made and not migrated for this. Throws what
 * {@link openDatabase} does.
 */
export async function catalogHasTokens(config: DatabaseConfig): Promise<boolean> {
  if (config.databaseUrl === undefined && !hasCatalog(config.dataDirectory)) {
    return false;
  }
  const database = await openDatabase(config);
  try {
    const made = await database.query("select 1 where to_regclass('tokens') is not null");
    return made.length > 0 && (await anyToken(database));
  } finally {
    await database.close();
  }
}

/** Whether a data directory has an embedded catalog. */
export function hasCatalog(dataDirectory: string): boolean {
  return existsSync(join(dataDirectory, "catalog", "PG_VERSION"));
}

/** The migrations of a catalog, and what migrating it would be refused with. Changes and makes nothing. */
export async function catalogStatus(
  config: DatabaseConfig,
): Promise<{ readonly migrations: readonly MigrationStatus[]; readonly refusal?: InputError }> {
  if (config.databaseUrl === undefined && !hasCatalog(config.dataDirectory)) {
    return migrationStatus();
  }
  const database = await openDatabase(config);
  try {
    return await migrationStatus(database);
  } finally {
    await database.close();
  }
}
