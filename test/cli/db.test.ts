import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openPostgres } from "../../src/registry/index.js";
import { readMigrations } from "../../src/registry/migrate.js";
import { learngene, succeed } from "../support/command.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { createPostgresDatabase } from "../support/databases.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

describe("db", () => {
  const cwd = temporaryDirectory();
  const names = async () => (await readMigrations()).map(({ name }) => name);

  /** The arguments of a help's one example. */
  const exampleOf = async (command: string): Promise<string[]> => {
    const help = await succeed(["db", command, "--help"], { cwd });
    return (/^ {2}\$ learngene (.*)$/m.exec(help)?.[1] ?? "").split(" ");
  };

  it("shows its commands in place of a missing one", async () => {
    const { status, stdout, stderr } = await learngene(["db"], { cwd });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^ {2}migrate .*\n( {4,}.*\n)*? {2}status /m);
  });

  it("migrates a database on PostgreSQL once, and shows how it stands before and after", async () => {
    const url = await createPostgresDatabase();
    const env = { DATABASE_URL: url };
    const pending = (await names()).map((name) => ({ name, state: "pending" }));
    expect(JSON.parse(await succeed(["db", "status", "--json"], { cwd, env }))).toEqual(pending);
    expect(await succeed(["db", "status"], { cwd, env })).toMatch(
      new RegExp(
        `^0001_catalog.sql +pending\n[^]*\nLacks ${pending.length} migrations: run learngene db migrate`,
      ),
    );
    const example = (await exampleOf("migrate")).map((part) => (part.startsWith("postgres://") ? url : part));
    expect(await succeed(example, { cwd })).toBe((await names()).map((name) => `ran ${name}\n`).join(""));
    expect(await succeed(example, { cwd })).toBe("the database is up to date\n");
    expect(await succeed(["db", "status"], { cwd, env })).toMatch(
      /^0001_catalog.sql +applied 20\d\d-\S+Z\n[^]*\nUp to date\.\n$/,
    );
  });

  it("refuses a database that is not this release's, and says which migration", async () => {
    const url = await createPostgresDatabase();
    const env = { DATABASE_URL: url };
    await succeed(["db", "migrate"], { cwd, env });
    const database = openPostgres({ url });
    await database.query("update migrations set sha256 = 'other' where name like '0001%'");
    await database.close();
    const shown = await learngene(["db", "status"], { cwd, env });
    expect([shown.status, shown.stdout]).toEqual([2, expect.stringMatching(/^0001_catalog.sql +changed /)]);
    expect(shown.stderr).toMatch(/^learngene: migration 0001_catalog\.sql is not the one [^\n]+\n$/);
    const refused = await learngene(["db", "migrate"], { cwd, env });
    expect([refused.status, refused.stdout, refused.stderr]).toEqual([2, "", shown.stderr]);
  });

  it("makes and migrates an embedded database, and shows one without making it", async () => {
    const data = join(cwd, "data");
    const example = (await exampleOf("status")).map((part) => (part.startsWith("/var") ? data : part));
    expect(await succeed(example, { cwd })).toContain("Lacks");
    expect(existsSync(data)).toBe(false);
    await copyDataDirectory(data);
    expect(await succeed(["db", "migrate", "--data", data], { cwd })).toBe("the database is up to date\n");
    expect(await succeed(example, { cwd })).toContain("Up to date.");
  });

  it("says in one line that a database does not answer, and which URL is none, without a password", async () => {
    const dead = await learngene(["db", "status", "--database-url", "postgres://u:secret@127.0.0.1:9/d"], {
      cwd,
    });
    expect(dead).toMatchObject({ status: 1, stdout: "" });
    expect(dead.stderr).toBe("learngene: the catalog does not answer: connect ECONNREFUSED 127.0.0.1:9\n");
    const wrong = await learngene(["db", "migrate"], {
      cwd,
      env: { DATABASE_URL: "mysql://u:secret@host/d" },
    });
    expect([wrong.status, wrong.stdout]).toEqual([2, ""]);
    expect(wrong.stderr).toBe(
      "learngene: the database URL is no URL of a PostgreSQL database. Write postgres://user:password@host:5432/database.\n",
    );
  });
});
