import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import {
  openPostgres,
  UnavailableError,
  type Database,
  type PostgresOptions,
} from "../../src/registry/index.js";
import { createPostgresDatabase, onServer, postgresError, proxiedDatabase } from "../support/databases.js";
import { expectInputError } from "../support/errors.js";
import { eventually } from "../support/eventually.js";
import type { FaultProxy } from "../support/fault-proxy.js";

let proxy: FaultProxy;
let url: string;
beforeAll(async () => {
  ({ proxy, url } = await proxiedDatabase());
});
beforeEach(() => {
  proxy.heal();
});
afterAll(() => proxy.close());

/** Short, so that what waits for a timeout is quick; long enough for a busy machine where nothing is wrong. */
const timeouts = { connectTimeout: 300, statementTimeout: 300 };

function open(options: Partial<PostgresOptions> = {}): Database {
  const database = openPostgres({ url, ...options });
  onTestFinished(async () => {
    proxy.heal();
    await database.close();
  });
  return database;
}

const works = async (database: Database) => {
  expect(await database.query("select 1 as one")).toEqual([{ one: 1 }]);
};

const expectUnavailable = async (work: Promise<unknown>, why: RegExp) => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnavailableError);
  expect(error).toMatchObject({ what: "catalog", message: expect.stringMatching(why) as unknown });
};

describe("a database on PostgreSQL", () => {
  it("recovers from a server that was gone, without being opened again", async () => {
    const database = open();
    await works(database);
    proxy.refuse();
    await expectUnavailable(database.query("select 1"), /the catalog does not answer: ./);
    await expectUnavailable(
      database.transaction((tx) => tx.query("select 1")),
      /the catalog does not answer: ./,
    );
    proxy.heal();
    await works(database);
  });

  it("gives up on a server that takes the connection and says nothing", async () => {
    const database = open(timeouts);
    proxy.stall();
    await expectUnavailable(database.query("select 1"), /timeout/);
  });

  it("gives up on a statement that the server does not answer any more", async () => {
    const database = open({ statementTimeout: 300 });
    await works(database);
    proxy.stall();
    await expectUnavailable(database.query("select 1"), /timeout/);
    await expectUnavailable(
      database.transaction((tx) => tx.query("select 1")),
      /timeout/,
    );
    proxy.heal();
    await works(database);
  });

  it("gives up on a statement that takes the server too long, and has the server stop it", async () => {
    const database = open({ statementTimeout: 300 });
    await expectUnavailable(database.query("select pg_sleep(60)"), /timeout/);
    await works(database);
  });

  it("gives up on a transaction that hangs in the middle, and has it undone", async () => {
    const database = open({ statementTimeout: 300 });
    await database.query("create table half (a integer)");
    const work = database.transaction(async (tx) => {
      await tx.query("insert into half values (1)");
      proxy.stall();
      await tx.query("insert into half values (2)");
    });
    await expectUnavailable(work, /timeout/);
    proxy.heal();
    expect(await database.query("select a from half")).toEqual([]);
  });

  it("does not wait for ever for a connection while all are in use", async () => {
    const database = open({ maxConnections: 1, statementTimeout: 300 });
    await database.transaction(async () => {
      await expectUnavailable(database.query("select 1"), /timeout/);
    });
    await works(database);
  });

  it("outlives a connection that breaks while nobody uses it, and one in the middle of a transaction", async () => {
    const database = open();
    await works(database);
    proxy.cut();
    await eventually(() => works(database));
    const work = database.transaction(async (tx) => {
      await tx.query("select 1");
      proxy.cut();
      // Time for the break to be noticed while no statement waits for an answer.
      await works(open());
      return tx.query("select 2");
    });
    await expectUnavailable(work, /./);
    await works(database);
  });

  it("takes what the server says of itself for an outage, and what it says of a statement for none", async () => {
    const database = open();
    await works(database);
    const name = new URL(url).pathname.slice(1);
    await expectUnavailable(
      database.transaction(async (tx) => {
        await onServer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
        await tx.query("select 1");
      }),
      /./,
    );
    proxy.answer(postgresError("57P03", "the database system is starting up"));
    await expectUnavailable(database.query("select 1"), /the database system is starting up/);
    proxy.heal();
    await expect(database.query("select 1 / 0")).rejects.toBeInstanceOf(pg.DatabaseError);
    await works(database);
  });

  it("works, if slowly, over a slow network", async () => {
    const database = open();
    proxy.delay(20);
    await works(database);
  });

  it("is told whether a commit was carried out only by its answer", async () => {
    const database = open();
    await database.query("create table outcomes (a integer)");
    const insert = (a: number) =>
      database.transaction((tx) => tx.query("insert into outcomes values ($1)", [a]));
    const before = proxy.cutAt("commit\0", "before");
    await expectUnavailable(insert(1), /./);
    await before;
    const answer = proxy.cutAt("commit\0", "answer");
    await expectUnavailable(insert(2), /./);
    await answer;
    await insert(3);
    expect(await database.query("select a from outcomes order by a")).toEqual([{ a: 2 }, { a: 3 }]);
  });

  it("says why it cannot be reached at all, without its password", async () => {
    const missing = new URL(await createPostgresDatabase());
    missing.pathname = "nowhere";
    missing.password = "secret";
    const database = open({ url: missing.href });
    await expectUnavailable(database.query("select 1"), /database "nowhere" does not exist/);
    for (const wrong of ["nonsense", "mysql://user:secret@host/db", ""]) {
      const error = await expectInputError(
        () => open({ url: wrong }),
        "invalid-config",
        /no URL of a PostgreSQL/,
      );
      expect(JSON.stringify(error)).not.toContain("secret");
    }
  });
});
