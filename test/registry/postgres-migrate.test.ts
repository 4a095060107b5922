import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { openPostgres } from "../../src/registry/index.js";
import { migrate, readMigrations } from "../../src/registry/migrate.js";
import { createPostgresDatabase } from "../support/databases.js";

const program = fileURLToPath(new URL("migrate-process.ts", import.meta.url));

/** A process that waits to migrate. */
async function startMigrator(url: string) {
  const child = spawn(process.execPath, ["--import", "tsx", program, url], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  expect(await next()).toBe("ready");
  return async (): Promise<string[]> => {
    const exit = once(child, "exit");
    child.stdin.write("go\n");
    const ran = JSON.parse(await next()) as string[];
    expect((await exit)[0]).toBe(0);
    return ran;
  };
}

describe("migrations on one PostgreSQL", { timeout: 90_000 }, () => {
  const names = async () => (await readMigrations()).map(({ name }) => name);

  it("run once when several processes start together", async () => {
    const url = await createPostgresDatabase();
    const migrators = await Promise.all(Array.from({ length: 3 }, () => startMigrator(url)));
    const ran = await Promise.all(migrators.map((go) => go()));
    expect(ran.flat().sort()).toEqual(await names());
  });

  it("run once from many pools, and wait for one that is slow", async () => {
    const url = await createPostgresDatabase();
    const slow = [
      { name: "0001_slow.sql", sha256: "slow", sql: "select pg_sleep(0.3); create table slow (a integer)" },
    ];
    const pools = Array.from({ length: 8 }, () => openPostgres({ url, maxConnections: 2 }));
    const ran = await Promise.all(pools.map((pool) => migrate(pool, slow)));
    expect(ran.flat()).toEqual(["0001_slow.sql"]);
    await Promise.all(pools.map((pool) => pool.close()));
  });
});
