import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openBucket, type Bucket } from "../../src/registry/blobs/s3/bucket.js";
import { S3Keys } from "../../src/registry/blobs/s3/keys.js";
import { listObjects, listUploads } from "../../src/registry/blobs/s3/list.js";
import { openPostgres } from "../../src/registry/index.js";
import { startPostgresServer } from "../support/postgres-server.js";
import { catalogRows } from "./catalog-rows.js";
import { startStore } from "./store-process.js";
import type { Contents, FaultStorage } from "./storage.js";

/** A PostgreSQL server and an S3 server, each in processes of its own. */
export async function serversStorage(): Promise<FaultStorage> {
  const postgres = await startPostgresServer();
  const store = await startStore();
  const root = await mkdtemp(join(tmpdir(), "learngene-servers-faults-"));
  let place = { database: "", prefix: "" };
  return {
    name: `PostgreSQL and ${store.name}`,
    renew: async (group) => {
      place = { database: `group_${group}`, prefix: `group-${group}/` };
      await createDatabase(postgres.url, place.database);
      const data = join(root, place.database);
      return {
        // In every other registry each download is of the bucket.
        flags: ["--data", data, ...(group % 2 === 0 ? ["--cache-bytes", "0"] : [])],
        env: {
          DATABASE_URL: databaseUrl(postgres.url, place.database),
          LEARNGENE_S3_BUCKET: store.bucket,
          LEARNGENE_S3_ENDPOINT: store.endpoint,
          LEARNGENE_S3_PREFIX: place.prefix,
          AWS_ACCESS_KEY_ID: store.accessKey,
          AWS_SECRET_ACCESS_KEY: store.secretKey,
          AWS_REGION: "us-east-1",
        },
      };
    },
    contents: async () => {
      const bucket = openBucket({ bucket: store.bucket, endpoint: store.endpoint });
      const { blobs, strays } = await objectsOf(bucket, place.prefix);
      bucket.client.destroy();
      const catalog = openPostgres({ url: databaseUrl(postgres.url, place.database) });
      try {
        return { blobs, strays: [...strays, ...(await catalogRows(catalog, blobs))] };
      } finally {
        await catalog.close();
      }
    },
    close: async () => {
      await store.stop();
      await postgres.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function databaseUrl(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = database;
  return url.href;
}

async function createDatabase(server: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`drop database if exists ${name} with (force)`);
  await client.query(`create database ${name}`);
  await client.end();
}

async function objectsOf(bucket: Bucket, prefix: string): Promise<Contents> {
  const keys = new S3Keys(prefix);
  const [blobs, strays]: [string[], string[]] = [[], []];
  for await (const { key } of listObjects(bucket, prefix)) {
    const digest = keys.digest(key);
    if (digest === undefined) {
      strays.push(key);
    } else {
      blobs.push(digest);
    }
  }
  for await (const { Key: key = "" } of listUploads(bucket, prefix)) {
    strays.push(`multipart upload of ${key}`);
  }
  return { blobs, strays };
}
