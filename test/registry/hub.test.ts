import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HubRecords, migrate, type Database } from "../../src/registry/index.js";
import { removeHubRecords } from "../../src/registry/catalog/index.js";
import { openTestDatabase } from "../support/databases.js";

let database: Database;
let hub: HubRecords;
beforeAll(async () => {
  database = await openTestDatabase();
  await migrate(database);
  hub = new HubRecords(database);
});
afterAll(() => database.close());

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const whole = {
  sha: "a".repeat(40),
  digest: digest("a"),
  layers: undefined,
  dialect: "timm",
  dtype: "float32",
};
const nine = { ...whole, sha: "b".repeat(40), layers: [2, 2, 2, 2, 1], dialect: "transformers" };

describe("what is remembered for Hub clients", () => {
  it("are commits, and what they stand for", async () => {
    await hub.rememberCommits([whole, nine]);
    await hub.rememberCommits([nine]);
    expect(await hub.commit(whole.sha)).toEqual(whole);
    expect(await hub.commit(nine.sha)).toEqual(nine);
    expect(await hub.commit("c".repeat(40))).toBeUndefined();
  });

  it("are the digests of expanded files", async () => {
    expect(await hub.fileSha256("one")).toBeUndefined();
    await hub.rememberFile("one", digest("a"), "1".repeat(64));
    await hub.rememberFile("one", digest("a"), "1".repeat(64));
    expect(await hub.fileSha256("one")).toBe("1".repeat(64));
  });

  it("is one key for all servers", async () => {
    const keys = await Promise.all([
      hub.signingKey(),
      new HubRecords(database).signingKey(),
      hub.signingKey(),
    ]);
    expect(new Set(keys.map((key) => key.toString("hex"))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
  });

  it("is forgotten with the last version of those bytes", async () => {
    await database.script(`
      insert into learngenes (owner, name, license) values ('acme', 'kept', 'MIT');
      insert into blobs (digest, size) values ('${digest("a")}', 1);
      insert into versions (learngene_id, number, digest, size, manifest) select id, 1, '${digest("a")}', 1, '{}' from learngenes`);
    await hub.rememberFile("two", digest("b"), "2".repeat(64));
    await hub.rememberCommits([{ ...whole, sha: "d".repeat(40), digest: digest("b") }]);
    await removeHubRecords(database);
    expect(await hub.commit(whole.sha)).toEqual(whole);
    expect(await hub.fileSha256("one")).toBe("1".repeat(64));
    expect(await hub.commit("d".repeat(40))).toBeUndefined();
    expect(await hub.fileSha256("two")).toBeUndefined();
  });
});
