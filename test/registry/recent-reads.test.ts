import fc from "fast-check";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FilesystemBlobStore } from "../../src/registry/blobs/filesystem.js";
import { findVersion } from "../../src/registry/find.js";
import { Registry, theProgram, type Database, type Grant } from "../../src/registry/index.js";
import { RecentReads } from "../../src/registry/recent-reads.js";
import { root } from "../server/support/tokens.js";
import { openTestCatalog } from "../support/databases.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { publishAs, tinyFile } from "./publishing.js";

const acme: Grant = { owner: "acme", scope: "read" };
const load = (value: string) => () => Promise.resolve({ value });

describe("recent reads", () => {
  const recent = () => new RecentReads({ maxEntries: 2, maxBytes: 100, sizeOf: () => 10 });

  it("load a value once, until its key is forgotten", async () => {
    const reads = recent();
    expect(await reads.read("a/b/1", load("first"))).toEqual({ value: "first" });
    expect(await reads.read("a/b/1", load("second"))).toEqual({ value: "first" });
    reads.forget("a/c/");
    expect(await reads.read("a/b/1", load("third"))).toEqual({ value: "first" });
    reads.forget("a/b/");
    expect(await reads.read("a/b/1", load("fourth"))).toEqual({ value: "fourth" });
  });

  it("do not keep what was being read when a change came", async () => {
    const reads = recent();
    const reading = reads.read("a/b/1", load("from before"));
    reads.forget("a/b/");
    expect(await reading).toEqual({ value: "from before" });
    expect(await reads.read("a/b/1", load("from after"))).toEqual({ value: "from after" });
  });

  it("keep neither failures nor what is not there, nor more than they may", async () => {
    const reads = recent();
    await expect(reads.read("a", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await reads.read("a", () => Promise.resolve(undefined))).toBeUndefined();
    for (const key of ["a", "b", "c"]) {
      await reads.read(key, load(key));
    }
    expect(await reads.read("a", load("again"))).toEqual({ value: "again" });
    expect(await reads.read("c", load("again"))).toEqual({ value: "c" });
  });
});

describe("a registry whose catalog nobody else writes to", () => {
  let database: Database;
  let registry: Registry;
  const statements: string[] = [];
  beforeAll(async () => {
    const directory = join(temporaryDirectory(), "data");
    database = await openTestCatalog(directory);
    const blobs = new FilesystemBlobStore({
      blobs: join(directory, "blobs"),
      uploads: join(directory, "uploads"),
    });
    const counted: Database = {
      ...database,
      query: (sql, params) => {
        statements.push(sql);
        return database.query(sql, params);
      },
      script: (sql) => database.script(sql),
      transaction: (run) => database.transaction(run),
      close: () => database.close(),
    };
    registry = new Registry({ database: counted, soleWriter: true, blobs, maxUploadBytes: 100_000 });
  });
  afterAll(() => registry.close());

  it("asks the database once for what is asked often", async () => {
    await publishAs(registry, "acme/often", tinyFile("often"));
    const { secret } = await registry.access.createToken({ name: "ci", grants: [acme] }, root);
    const ask = async () => [
      await registry.resolve("acme", "often", "latest"),
      await registry.isPublic("acme", "often"),
      await registry.access.findToken(secret),
      await registry.access.hasTokens(),
    ];
    const first = await ask();
    const before = statements.length;
    expect(before).toBeGreaterThan(0);
    expect(await ask()).toEqual(first);
    expect(statements).toHaveLength(before);
  });

  it("sees a token's use, revocation and expiry at once", async () => {
    const make = (name: string, expiresAt?: Date) =>
      registry.access.createToken({ name, grants: [acme], expiresAt }, root);
    const { token, secret } = await make("revoked");
    await registry.access.findToken(secret);
    await registry.access.touch(token);
    expect((await registry.access.findToken(secret))?.lastUsedAt).toBeInstanceOf(Date);
    await registry.access.revokeToken(token.id, root);
    expect((await registry.access.findToken(secret))?.state).toBe("revoked");
    const soon = new Date(Date.now() + 20);
    const short = await make("short", soon);
    await registry.access.findToken(short.secret);
    await expect
      .poll(async () => (await registry.access.findToken(short.secret))?.state, { interval: 5 })
      .toBe("expired");
  });

  it("answers as the database does, whatever was changed before", async () => {
    const name = fc.constantFrom("one", "two");
    const ref = fc.constantFrom("1", "2", "latest", "stable");
    const step = fc.oneof(
      fc.record({ kind: fc.constant("publish" as const), name, ref }),
      fc.record({ kind: fc.constant("yank" as const), name, ref }),
      fc.record({ kind: fc.constant("unyank" as const), name, ref }),
      fc.record({ kind: fc.constant("tag" as const), name, ref }),
      fc.record({ kind: fc.constant("hide" as const), name, ref }),
      fc.record({ kind: fc.constant("delete" as const), name, ref }),
    );
    let files = 0;
    const carryOut = async ({ kind, name, ref }: typeof step extends fc.Arbitrary<infer S> ? S : never) => {
      switch (kind) {
        case "publish":
          return publishAs(registry, `acme/${name}`, tinyFile(`file ${files++}`));
        case "yank":
          return registry.yank("acme", name, ref, "", theProgram);
        case "unyank":
          return registry.unyank("acme", name, ref, theProgram);
        case "tag":
          return registry.setTag("acme", name, "stable", ref, theProgram);
        case "hide":
          return registry.changeDetails("acme", name, { visibility: "private" }, theProgram);
        case "delete":
          return registry.deleteVersion("acme", name, ref, theProgram);
      }
    };
    const outcome = <T>(promise: Promise<T>) =>
      promise.catch((error: unknown) => (error instanceof Error ? error.message : "?"));
    const publicNow = async (each: string) =>
      (await database.query("select 1 from learngenes where name = $1 and visibility = 'public'", [each]))
        .length > 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        for (const each of steps) {
          await outcome(carryOut(each));
          for (const asked of ["one", "two"]) {
            expect(await registry.isPublic("acme", asked)).toBe(await publicNow(asked));
            for (const ref of ["1", "latest", "stable"]) {
              expect(await outcome(registry.resolve("acme", asked, ref))).toEqual(
                await outcome(findVersion(database, { owner: "acme", name: asked, ref })),
              );
            }
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});
