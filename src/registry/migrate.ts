import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { InputError } from "../model/index.js";
import type { Database, Queryable } from "./database.js";

/** A step of the schema's history: one file of `migrations/`, never edited once landed. */
export interface Migration {
  /** The file's name, `NNNN_words.sql`; numbers run 0001, 0002, … */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text, in hexadecimal. */
  readonly sha256: string;
}

const migrationsFolder = new URL("../../migrations/", import.meta.url);

/** The migrations that this program knows, in order. Rejects if their numbers do not run from 1 without gaps. */
export async function readMigrations(folder = migrationsFolder): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  names.forEach((name, i) => {
    if (!name.startsWith(`${String(i + 1).padStart(4, "0")}_`)) {
      throw new Error(`migration ${name} should be number ${i + 1}`);
    }
  });
  return Promise.all(
    names.map(async (name) => {
      // A checkout may have turned line ends; that changes nothing in the schema.
      const sql = (await readFile(new URL(name, folder), "utf8")).replaceAll("\r\n", "\n");
      return { name, sql, sha256: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/**
 * Brings the database to this program's schema: each missing migration in a transaction of its own, its row
 * inserted first. Returns the names of those it ran; none the second time. Several processes may start at once:
 * they queue on an advisory lock. Throws `database-too-new` for a migration this program does not know and
 * `database-changed` for one whose text is no longer what ran, before anything is run.
 */
export async function migrate(database: Database, migrations?: readonly Migration[]): Promise<string[]> {
  const known = migrations ?? (await readMigrations());
  await database.transaction(async (tx) => {
    await lock(tx);
    await tx.script(`create table if not exists migrations (
      name text collate "C" primary key,
      sha256 text not null,
      applied_at timestamptz not null default now()
    )`);
  });
  checkApplied(await appliedMigrations(database), known);
  const ran: string[] = [];
  for (const migration of known) {
    if (await database.transaction((tx) => apply(tx, migration))) {
      ran.push(migration.name);
    }
  }
  return ran;
}

// Any number that nothing else on the same database locks: "learn" in ASCII.
const LOCK_KEY = 0x6c6561726e;

async function lock(tx: Queryable): Promise<void> {
  await tx.query("select pg_advisory_xact_lock($1)", [LOCK_KEY]);
}

function appliedMigrations(database: Queryable): Promise<Omit<Migration, "sql">[]> {
  return database.query("select name, sha256 from migrations order by name");
}

async function apply(tx: Queryable, { name, sql, sha256 }: Migration): Promise<boolean> {
  await lock(tx);
  const inserted = await tx.query(
    "insert into migrations (name, sha256) values ($1, $2) on conflict (name) do nothing returning name",
    [name, sha256],
  );
  if (inserted.length === 0) {
    return false;
  }
  await tx.script(sql);
  return true;
}

function checkApplied(applied: readonly Omit<Migration, "sql">[], known: readonly Migration[]): void {
  for (const { name, sha256 } of applied) {
    const migration = known.find((candidate) => candidate.name === name);
    if (migration === undefined) {
      throw new InputError(
        "database-too-new",
        `the database has migration ${name}, which this program does not know`,
        {
          field: "database",
          value: name,
          fix: "Run the release of learngene that last used it, or a newer one.",
        },
      );
    }
    if (migration.sha256 !== sha256) {
      throw new InputError(
        "database-changed",
        `migration ${name} is not the one that the database was made with`,
        {
          field: "database",
          value: name,
          fix: "Run an unmodified release of learngene; landed migrations never change.",
        },
      );
    }
  }
}
