import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openRegistry, theProgram, type Registry } from "../../src/registry/index.js";
import { deitConfig, generatedManifest } from "../../test/support/generated-learngenes.js";
import { startPostgresServer } from "../../test/support/postgres-server.js";
import { median, milliseconds } from "../support/statistics.js";
import type { Series } from "./slope.js";

/** Versions of each learngene. */
const VERSIONS = 10;

/** Owners among whom learngenes are spread. */
const OWNERS = 1000;

/** Calls of each operation. */
const CALLS = 40;

/** Times queries of the catalog on PostgreSQL, with as many learngenes as `sizes` say. */
export async function catalogGrowth(sizes: readonly number[]): Promise<Series[]> {
  const server = await startPostgresServer();
  const folder = await mkdtemp(join(tmpdir(), "learngene-bench-"));
  const series = new Map<string, Series & { points: { size: number; ms: number }[] }>();
  try {
    for (const size of sizes) {
      const databaseUrl = await createDatabase(server.url);
      const registry = await openRegistry({ dataDirectory: join(folder, String(size)), databaseUrl });
      try {
        await fill(databaseUrl, size);
        for (const { operation, run } of operations(registry, size)) {
          const times: number[] = [];
          for (let call = 0; call < CALLS; call++) {
            times.push(await milliseconds(() => run(call)));
          }
          const found = series.get(operation) ?? { operation, unit: "learngenes", points: [] };
          found.points.push({ size, ms: median(times) });
          series.set(operation, found);
        }
      } finally {
        await registry.close();
      }
    }
    return [...series.values()];
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Operation {
  readonly operation: string;
  /** `call` counts them: none asks for what one before it did. */
  readonly run: (call: number) => Promise<unknown>;
}

function operations(registry: Registry, size: number): Operation[] {
  const name = (call: number) => nameOf((call * 7919) % size);
  const of = (call: number) => ownerOf((call * 7919) % size);
  return [
    { operation: "version by number", run: (call) => registry.resolve(of(call), name(call), "3") },
    { operation: "version by tag", run: (call) => registry.resolve(of(call), name(call), "stable") },
    { operation: "newest version", run: (call) => registry.resolve(of(call), name(call), "latest") },
    { operation: "learngene with its versions", run: (call) => registry.get(of(call), name(call)) },
    { operation: "first page of the list", run: () => registry.list({ limit: 50 }) },
    { operation: "page by data set", run: () => registry.list({ limit: 50, dataset: "set-7" }) },
    { operation: "search, found often", run: () => registry.list({ limit: 20, q: "of width" }) },
    { operation: "search, found once", run: (call) => registry.list({ limit: 20, q: `${name(call)} ` }) },
    { operation: "search, not found", run: (call) => registry.list({ limit: 20, q: `nothing-${call}` }) },
    { operation: "search, one character not found", run: () => registry.list({ limit: 20, q: "ß" }) },
    {
      operation: "setting a tag",
      run: (call) =>
        registry.setTag(of(call), name(call), "moved", String(1 + (call % VERSIONS)), theProgram),
    },
  ];
}

const nameOf = (learngene: number) => `name-${learngene}`;
const ownerOf = (learngene: number) => `owner-${learngene % OWNERS}`;

async function createDatabase(server: string): Promise<string> {
  const name = `growth_${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client(server);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Learngenes without files, each with {@link VERSIONS} versions and a tag. */
async function fill(databaseUrl: string, learngenes: number): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const manifest = JSON.stringify(generatedManifest(deitConfig("tiny")));
    const digest = `'sha256:' || lpad(to_hex(i * ${VERSIONS} + n), 64, '0')`;
    const all = `generate_series(0, ${learngenes - 1}) i, generate_series(1, ${VERSIONS}) n`;
    await client.query("begin");
    await client.query(`insert into blobs (digest, size) select ${digest}, 10418448 from ${all}`);
    await client.query(
      `insert into learngenes (owner, name, description, license, last_version, latest, family, dataset, size)
       select 'owner-' || i % ${OWNERS}, 'name-' || i, 'A learngene of width ' || 64 * (1 + i % 12), 'Apache-2.0',
         ${VERSIONS}, ${VERSIONS}, 'vit', 'set-' || i % 100, 10418448
       from generate_series(0, ${learngenes - 1}) i`,
    );
    await client.query(
      `insert into versions (learngene_id, number, digest, size, manifest)
       select l.id, n, ${digest}, 10418448, $1::jsonb
       from ${all}, learngenes l where l.owner = 'owner-' || i % ${OWNERS} and l.name = 'name-' || i`,
      [manifest],
    );
    await client.query(`insert into tags (learngene_id, tag, number) select id, 'stable', 5 from learngenes`);
    await client.query("commit");
    await client.query("analyze");
  } finally {
    await client.end();
  }
}
