import { readdirSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/registry/index.js";
import { migrate, readMigrations, type Migration } from "../../src/registry/migrate.js";
import { openTestDatabase } from "../support/databases.js";
import { expectInputError } from "../support/errors.js";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(async () => {
  await database.close();
});
beforeEach(async () => {
  await database.script("drop schema public cascade; create schema public");
});

const step = (number: number, sql: string, sha256 = `sum-${number}`): Migration => ({
  name: `000${number}_step.sql`,
  sql,
  sha256,
});
const first = step(1, "create table one (a integer); insert into one values (1)");
const second = step(2, "create table two (a integer)");

async function tables(): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
  );
  return rows.map(({ name }) => name);
}

/** Of the migrations that databases out there have run: to change the schema, add another, and its line here. */
const landed: Readonly<Record<string, string>> = {
  "0001_catalog.sql": "737f667073fa8f38aab278ff48a97b56f107e7f3c64969b59ef30fda36b8ba8f",
  "0002_lifecycle.sql": "e393108fa153af13eb5c93a854bb8e42f833160d07def03bdf1a5d7f6b9c8cda",
  "0003_access.sql": "aa445e47396395100428233f91ff877fe27f081f77122181d34e8faac35925b9",
  "0004_uploads.sql": "6c621774a034b1d7d4a95724ddf42e314c956a28777704775b4d73a7121f8303",
  "0005_devices.sql": "15c1f23cd65fbd85d2900fd94563c6d42641ef47f65fff8a67c9d16237931a96",
  "0006_datasets.sql": "ecf7e1d2d6af15d2a08207541271432952086ca0762bef46cfa1d5c279346f9c",
  "0007_jobs.sql": "21f4813a86d8abeb3523963899f5419988a65e694de16c36456d2142d8bb56a9",
  "0008_results.sql": "22adabd4be84aa61e8c5465d7594f5a2d11a3d511d5e86a8722f21dd4ae79687",
  "0009_evidence.sql": "4258d0f18572210401a5c8c7c31193ef05f41d4d75fdaca323d4dc1cddfd3567",
  "0010_models.sql": "e17e791ffaf7f0dd2cd32e313ce3d39cdc33e5cdf4d106808eab6f1c1f272571",
  "0011_hub.sql": "b59dcbfaef0f61a648e0dbaa1957ec8a01e0a63df02558f7afb779cdd174cd31",
  "0012_search.sql": "3fff51f0b42295247209e9f25144ffbefaba789295c3baf65160dfacf4bc327d",
};

describe("the migrations", () => {
  it("are those that landed, unchanged", async () => {
    const sums = (await readMigrations()).map(({ name, sha256 }) => [name, sha256]);
    expect(Object.fromEntries(sums)).toEqual(landed);
  });
});

describe("migrate", () => {
  it("brings an empty database to the catalog's schema, and does nothing the second time", async () => {
    const landed = await readMigrations();
    expect(await migrate(database)).toEqual(landed.map(({ name }) => name));
    expect(await tables()).toEqual([
      "audit",
      "blobs",
      "calibrations",
      "dataset_files",
      "datasets",
      "devices",
      "hub_commits",
      "hub_files",
      "hub_key",
      "job_events",
      "job_files",
      "jobs",
      "learngenes",
      "migrations",
      "models",
      "tags",
      "token_grants",
      "tokens",
      "upload_parts",
      "uploads",
      "version_results",
      "versions",
    ]);
    expect(await migrate(database)).toEqual([]);
    expect(await database.query("select name, sha256 from migrations order by name")).toEqual(
      landed.map(({ name, sha256 }) => ({ name, sha256 })),
    );
  });

  it("knows every file in migrations/, in order", async () => {
    const files = readdirSync(new URL("../../migrations/", import.meta.url)).sort();
    expect((await readMigrations()).map(({ name }) => name)).toEqual(files);
  });

  it("runs only what is missing", async () => {
    expect(await migrate(database, [first])).toEqual([first.name]);
    expect(await migrate(database, [first, second])).toEqual([second.name]);
    expect(await database.query("select a from one")).toEqual([{ a: 1 }]);
  });

  it("runs each once when several start together", async () => {
    const ran = await Promise.all(Array.from({ length: 10 }, () => migrate(database, [first, second])));
    expect(ran.flat().sort()).toEqual([first.name, second.name]);
    expect(await database.query("select a from one")).toEqual([{ a: 1 }]);
  });

  it("undoes a migration that fails wholly, keeps those before, and goes on once it is mended", async () => {
    const broken = step(2, "create table two (a integer); insert into nowhere values (1)");
    await expect(migrate(database, [first, broken])).rejects.toThrow(/nowhere/);
    expect(await tables()).toEqual(["migrations", "one"]);
    expect(await migrate(database, [first, second])).toEqual([second.name]);
    expect(await tables()).toEqual(["migrations", "one", "two"]);
  });

  it("refuses a migration that was changed after it ran, before running anything", async () => {
    await migrate(database, [first]);
    const changed = { ...first, sha256: "other" };
    const error = await expectInputError(
      () => migrate(database, [changed, second]),
      "database-changed",
      /0001_step\.sql is not the one/,
    );
    expect(error.value).toBe(first.name);
    expect(await tables()).toEqual(["migrations", "one"]);
  });

  it("refuses a database that a newer program has used, before running anything", async () => {
    await migrate(database, [first, second]);
    await expectInputError(
      () => migrate(database, [first]),
      "database-too-new",
      /0002_step\.sql.*does not know/,
    );
  });
});
