import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database, SqlValue } from "../../src/registry/index.js";
import { openTestDatabase } from "../support/databases.js";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
  await database.script(
    "create table items (id integer primary key, text text); insert into items values (1, 'a')",
  );
});
// Closed by the last test, if it came so far.
afterAll(() => database.close().catch(() => undefined));

const count = async () => (await database.query<{ n: number }>("select count(*) as n from items"))[0]?.n;

describe("a statement", () => {
  const time = new Date("2024-02-29T12:34:56.789Z");
  it.each<[type: string, given: SqlValue, got: unknown]>([
    ["text", "it's $1 \\ and Å 🙂", "it's $1 \\ and Å 🙂"],
    ["text", "", ""],
    ["text", null, null],
    ["integer", -7, -7],
    ["bigint", 2 ** 40, 2 ** 40],
    ["bigint", "9223372036854775807", 9_223_372_036_854_775_807n],
    ["double precision", 0.1, 0.1],
    ["boolean", true, true],
    ["boolean", false, false],
    ["timestamptz", time, time],
    ["jsonb", '{"a": [1, null, "x"], "b": {"c": 1.5}}', { a: [1, null, "x"], b: { c: 1.5 } }],
    ["jsonb", '"text"', "text"],
  ])("takes a %s such as %j and gives it back", async (type, given, got) => {
    expect(await database.query(`select $1::${type} as value`, [given])).toEqual([{ value: got }]);
  });

  it("gives counts as numbers, arrays of text, and rows in the order of the SQL", async () => {
    expect(
      await database.query(
        "select n, array['b', 'a'] as texts, count(*) as c from generate_series(3, 1, -1) n group by n order by n desc",
      ),
    ).toEqual([3, 2, 1].map((n) => ({ n, texts: ["b", "a"], c: 1 })));
  });

  it("that is wrong rejects with its SQLSTATE, and harms no other", async () => {
    await expect(database.query("select nonsense")).rejects.toMatchObject({ code: "42703" });
    await expect(database.query("insert into items values (1, 'again')")).rejects.toMatchObject({
      code: "23505",
    });
    expect(await count()).toBe(1);
  });
});

describe("a transaction", () => {
  it("is committed when its function resolves, and gives what that gave", async () => {
    const result = await database.transaction(async (tx) => {
      await tx.query("insert into items values (2, $1)", ["b"]);
      await tx.script("insert into items values (3, 'c'); insert into items values (4, 'd')");
      return "done";
    });
    expect([result, await count()]).toEqual(["done", 4]);
    await database.query("delete from items where id > 1");
  });

  it("is undone when its function rejects, and passes the error on", async () => {
    const failure = new Error("changed my mind");
    const run = database.transaction(async (tx) => {
      await tx.query("insert into items values (2, 'b')");
      throw failure;
    });
    await expect(run).rejects.toBe(failure);
    expect(await count()).toBe(1);
  });

  it("never resolves after a statement in it failed, whatever its function makes of that", async () => {
    const run = database.transaction(async (tx) => {
      await tx.query("insert into items values (2, 'b')");
      await tx.query("insert into items values (1, 'again')").catch(() => undefined);
    });
    await expect(run).rejects.toThrow();
    expect(await count()).toBe(1);
  });

  it("shows nothing to others before it is committed, and lets others run after it failed", async () => {
    const runs = Array.from({ length: 10 }, (_, i) =>
      database.transaction(async (tx) => {
        await tx.query("insert into items values ($1, 'x')", [10 + i]);
        if (i % 2 === 1) throw new Error("odd");
      }),
    );
    const outcomes = await Promise.allSettled(runs);
    expect(outcomes.map(({ status }) => status)).toEqual(
      Array.from({ length: 10 }, (_, i) => (i % 2 === 1 ? "rejected" : "fulfilled")),
    );
    expect(await count()).toBe(6);
    await database.query("delete from items where id > 1");
  });
});

// Last, for opening another takes seconds.
describe("closing", () => {
  it("waits for what is under way, and refuses what comes later", async () => {
    const done: string[] = [];
    const slow = database.query("select pg_sleep(0.2)").then(() => done.push("statement"));
    await database.close();
    done.push("closed");
    await slow;
    expect(done).toEqual(["statement", "closed"]);
    await expect(database.query("select 1")).rejects.toThrow();
    await expect(database.transaction(() => Promise.resolve())).rejects.toThrow();
  });
});
