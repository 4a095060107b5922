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
  const refusal = refusalOf(await appliedMigrations(database), known);
  if (refusal !== undefined) {
    throw refusal;
  }
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

/** A migration that ran. */
interface Applied {
  readonly name: string;
  readonly sha256: string;
  readonly applied_at: Date;
}

function appliedMigrations(database: Queryable): Promise<Applied[]> {
  return database.query<Applied>("select name, sha256, applied_at from migrations order by name");
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

/** Why a database with these migrations must be left alone, if it must. */
function refusalOf(applied: readonly Applied[], known: readonly Migration[]): InputError | undefined {
  for (const { name, sha256 } of applied) {
    const migration = known.find((candidate) => candidate.name === name);
    if (migration === undefined) {
      return new InputError(
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
      return new InputError(
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
  return undefined;
}

/** A migration and a database: `changed` has another text than what ran, `unknown` is of a newer program. */
export interface MigrationStatus {
  readonly name: string;
  readonly state: "applied" | "pending" | "changed" | "unknown";
  readonly appliedAt?: Date;
}

/**
 * The migrations that a database has and lacks, in order, and what {@link migrate} would refuse it with. Changes
 * nothing. Without a database, it lacks all.
 */
export async function migrationStatus(
  database?: Queryable,
): Promise<{ readonly migrations: readonly MigrationStatus[]; readonly refusal?: InputError }> {
  const known = await readMigrations();
  const applied = database === undefined ? [] : await appliedIfAny(database);
  const names = [...new Set([...known, ...applied].map(({ name }) => name))].sort();
  const migrations = names.map((name): MigrationStatus => {
    const ran = applied.find((each) => each.name === name);
    const migration = known.find((each) => each.name === name);
    if (ran === undefined) {
      return { name, state: "pending" };
    }
    const state =
      migration === undefined ? "unknown" : migration.sha256 === ran.sha256 ? "applied" : "changed";
    return { name, state, appliedAt: ran.applied_at };
  });
  const refusal = refusalOf(applied, known);
  return refusal === undefined ? { migrations } : { migrations, refusal };
}

async function appliedIfAny(database: Queryable): Promise<Applied[]> {
  const [found] = await database.query<{ there: boolean }>(
    "select to_regclass('migrations') is not null as there",
  );
  return found?.there === true ? appliedMigrations(database) : [];
}
