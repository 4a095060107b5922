/**
 * Databases to test on: PGlite, or in the project `postgres` a database of its own on the run's PostgreSQL server. There
 * files are in a bucket, if LEARNGENE_TEST_S3_ENDPOINT names a server.
 */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import {
  migrate,
  openDataDirectory,
  openPGlite,
  openPostgres,
  type Database,
  type RegistryConfig,
} from "../../src/registry/index.js";
import { copyDataDirectory } from "./data-directory.js";
import { FaultProxy } from "./fault-proxy.js";
import { isRealS3, startS3Server } from "./s3-server.js";

/** Which database this project's tests are on. */
export const databaseKind = inject("database");

/** Whether this project's registries keep their files in a bucket. */
export const filesOnS3 = databaseKind === "PostgreSQL" && isRealS3;

/** Opens a new, empty database; the caller closes it. */
export async function openTestDatabase(): Promise<Database> {
  if (databaseKind === "PostgreSQL") {
    return openPostgres({ url: await createPostgresDatabase() });
  }
  // Emptying a copy takes a tenth of a first open.
  const directory = await mkdtemp(join(tmpdir(), "learngene-database-"));
  await copyDataDirectory(directory);
  const database = await openPGlite(join(directory, "catalog"));
  await database.script("drop schema public cascade; create schema public");
  const close = async () => {
    await database.close();
    await rm(directory, { recursive: true, force: true });
  };
  return { ...database, close };
}

/** What opens a new registry whose files, and with PGlite its catalog, are in `dataDirectory`, which is made. */
export async function testRegistryConfig(dataDirectory: string): Promise<RegistryConfig> {
  if (databaseKind === "PostgreSQL") {
    const s3 = filesOnS3 ? { ...(await startS3Server()).config, prefix: "test/" } : undefined;
    return { dataDirectory, databaseUrl: await createPostgresDatabase(), s3 };
  }
  await copyDataDirectory(dataDirectory);
  return { dataDirectory };
}

/** Opens a new, migrated catalog for a data directory, which is made with its folders; the caller closes it. */
export async function openTestCatalog(dataDirectory: string): Promise<Database> {
  if (databaseKind === "PGlite") {
    await copyDataDirectory(dataDirectory);
    return openPGlite(join(dataDirectory, "catalog"));
  }
  (await openDataDirectory(dataDirectory)).close();
  const database = openPostgres({ url: await createPostgresDatabase() });
  await migrate(database);
  return database;
}

/** Makes a database on the run's PostgreSQL server, which goes with the server; returns its URL. */
export async function createPostgresDatabase(): Promise<string> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await onServer(`create database ${name}`);
  const url = new URL(inject("postgres"));
  url.pathname = name;
  return url.href;
}

/** Runs a statement as a superuser on the server's own database. */
export async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("postgres") });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A new database behind a proxy that can be told to fail. */
export async function proxiedDatabase(): Promise<{ proxy: FaultProxy; url: string }> {
  const url = new URL(await createPostgresDatabase());
  const proxy = await FaultProxy.start(Number(url.port), url.hostname);
  url.port = String(proxy.port);
  return { proxy, url: url.href };
}

/** The bytes with which a PostgreSQL server turns a connection away. */
export function postgresError(code: string, message: string): Uint8Array {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(4 + fields.byteLength, 1);
  return Buffer.concat([head, fields]);
}
