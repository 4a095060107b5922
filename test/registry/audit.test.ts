import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FilesystemBlobStore } from "../../src/registry/blobs/filesystem.js";
import { Registry, type Actor, type Database } from "../../src/registry/index.js";
import { openTestCatalog } from "../support/databases.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { chunks } from "./blob-bytes.js";
import { tinyFile } from "./publishing.js";

const directory = join(temporaryDirectory(), "data");
const actor: Actor = {
  tokenId: "4f2b1d51-6d0c-4b52-9d41-1fd5b9f0a111",
  tokenName: "ci",
  requestId: "the request",
  remoteAddress: "192.0.2.7",
};
let database: Database;
let registry: Registry;
beforeAll(async () => {
  database = await openTestCatalog(directory);
  const blobs = new FilesystemBlobStore({
    blobs: join(directory, "blobs"),
    uploads: join(directory, "uploads"),
  });
  registry = new Registry({ database, blobs, maxUploadBytes: 100_000 });
});
afterAll(() => registry.close());

const publish = (bytes: Uint8Array) =>
  registry.publish({ owner: "acme", name: "audited", body: chunks(bytes, 1000) }, actor);

interface Row {
  action: string;
  detail: unknown;
}

/** Rows written since the last call, oldest first. */
async function written(): Promise<Row[]> {
  const rows = await database.query<Row & Record<string, unknown>>("select * from audit order by id");
  await database.query("delete from audit");
  for (const row of rows) {
    expect(row).toMatchObject({
      token_id: actor.tokenId,
      token_name: "ci",
      request_id: "the request",
      remote_address: "192.0.2.7",
      owner: "acme",
      name: "audited",
    });
  }
  return rows.map(({ action, detail }) => ({ action, detail }));
}

describe("the audit log", () => {
  it("tells of each write that was carried out, and who asked for it", async () => {
    const bytes = tinyFile("audited");
    const { version } = await publish(bytes);
    await registry.setTag("acme", "audited", "stable", "latest", actor);
    await registry.deleteTag("acme", "audited", "stable", actor);
    expect(await written()).toEqual([
      { action: "version.publish", detail: { version: 1, digest: version.digest, size: bytes.byteLength } },
      { action: "tag.set", detail: { tag: "stable", version: 1 } },
      { action: "tag.delete", detail: { tag: "stable", version: 1 } },
    ]);
  });

  it("tells of versions that are yanked and deleted, and of details that are written", async () => {
    const { version } = await publish(tinyFile("second"));
    await registry.setTag("acme", "audited", "next", "2", actor);
    await registry.yank("acme", "audited", "2", "bad", actor);
    await registry.unyank("acme", "audited", "next", actor);
    await registry.changeDetails("acme", "audited", { license: "MIT", card: "# Card" }, actor);
    await registry.deleteVersion("acme", "audited", "latest", actor);
    expect((await written()).slice(2)).toEqual([
      { action: "version.yank", detail: { version: 2, reason: "bad" } },
      { action: "version.unyank", detail: { version: 2 } },
      { action: "learngene.update", detail: { license: "MIT", cardLength: 6 } },
      { action: "version.delete", detail: { version: 2, digest: version.digest, tags: "next" } },
    ]);
    await registry.unyank("acme", "audited", "1", actor);
    expect(await written()).toEqual([]);
  });

  it("tells nothing of what changed nothing", async () => {
    await publish(tinyFile("audited"));
    await expect(publish(Buffer.from("no learngene"))).rejects.toThrow();
    await expect(registry.setTag("acme", "audited", "stable", "9", actor)).rejects.toThrow();
    await expect(registry.deleteTag("acme", "audited", "gone", actor)).rejects.toThrow();
    expect(await written()).toEqual([]);
  });

  it("cannot be without the write, nor the write without it", async () => {
    await database.script("alter table audit add constraint refused check (action = 'none') not valid");
    await expect(publish(tinyFile("not to be"))).rejects.toThrow(/refused/);
    await expect(registry.setTag("acme", "audited", "stable", "1", actor)).rejects.toThrow(/refused/);
    await database.script("alter table audit drop constraint refused");
    const { versions, tags } = await registry.get("acme", "audited");
    expect([versions.length, tags]).toEqual([1, [{ tag: "latest", number: 1 }]]);
    expect((await publish(tinyFile("to be"))).version.number).toBe(3);
  });
});
