import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FilesystemBlobStore } from "../../src/registry/blobs/filesystem.js";
import {
  Registry,
  theProgram,
  type Database,
  type GarbageOptions,
  type StagedBlob,
} from "../../src/registry/index.js";
import { openTestCatalog } from "../support/databases.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { chunks, digestOf, pattern } from "./blob-bytes.js";
import { fileOf, publishAs, tinyFile } from "./publishing.js";

/** Files as blobs, and what else happens at the moments that matter, for tests to set. */
class PausingStore extends FilesystemBlobStore {
  afterCommit: () => Promise<void> = () => Promise.resolve();
  beforeDelete: () => Promise<void> = () => Promise.resolve();

  override async stage(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedBlob> {
    const staged = await super.stage(content, maxBytes);
    const commit = async () => {
      await staged.commit();
      await this.afterCommit();
    };
    return { ...staged, commit };
  }

  override async delete(digest: string): Promise<void> {
    await this.beforeDelete();
    await super.delete(digest);
  }
}

const HOUR = 3600 * 1000;
const directory = join(temporaryDirectory(), "data");
const folders = { blobs: join(directory, "blobs"), uploads: join(directory, "uploads") };
let database: Database;
let blobs: PausingStore;
let registry: Registry;
beforeAll(async () => {
  database = await openTestCatalog(directory);
  blobs = new PausingStore(folders);
  registry = new Registry({ database, blobs, maxUploadBytes: 100_000 });
});
afterAll(() => registry.close());

const collect = (options: GarbageOptions = { graceMilliseconds: 0 }) =>
  registry.collectGarbage(options, theProgram);

/** Commits bytes that no version has, as a publish does that is killed before its row is there. */
async function leaveBehind(bytes: Uint8Array): Promise<string> {
  const staged = await blobs.stage(chunks(bytes, 1000), bytes.byteLength);
  await staged.commit();
  return staged.digest;
}

function age(digest: string, milliseconds: number): void {
  const hex = digest.slice("sha256:".length);
  const then = new Date(Date.now() - milliseconds);
  utimesSync(join(folders.blobs, "sha256", hex.slice(0, 2), hex), then, then);
}

describe("collecting garbage", () => {
  it("deletes what no version has, and counts it", async () => {
    const kept = await publishAs(registry, "acme/kept", tinyFile("kept"));
    await registry.yank("acme", "kept", "1", "yanked is not deleted", theProgram);
    const gone = await publishAs(registry, "acme/gone", tinyFile("gone"));
    await registry.deleteVersion("acme", "gone", "1", theProgram);
    const left = pattern(5000);
    const digest = await leaveBehind(left);
    expect(await collect()).toEqual({
      dryRun: false,
      blobs: 2,
      bytes: gone.version.size + left.byteLength,
      uploads: 0,
      jobs: 0,
    });
    expect(await blobs.has(gone.version.digest)).toBe(false);
    expect(await blobs.has(digest)).toBe(false);
    expect(digestOf(await fileOf(registry, kept.version))).toBe(kept.version.digest);
    expect(await database.query("select digest from blobs")).toEqual([{ digest: kept.version.digest }]);
    expect(await collect()).toMatchObject({ blobs: 0, bytes: 0 });
  });

  it("leaves bytes that another learngene has, too", async () => {
    const bytes = tinyFile("shared");
    await publishAs(registry, "acme/shared", bytes);
    const { version } = await publishAs(registry, "other/shared", bytes);
    await registry.deleteLearngene("acme", "shared", theProgram);
    expect(await collect()).toMatchObject({ blobs: 0 });
    expect(digestOf(await fileOf(registry, version))).toBe(version.digest);
    await registry.deleteLearngene("other", "shared", theProgram);
    expect(await collect()).toMatchObject({ blobs: 1, bytes: bytes.byteLength });
  });

  it("leaves what is younger than the grace period, a day unless said otherwise", async () => {
    const [young, old] = [await leaveBehind(pattern(100, 2)), await leaveBehind(pattern(100, 3))];
    age(young, 23 * HOUR);
    age(old, 25 * HOUR);
    expect(await collect({})).toMatchObject({ blobs: 1 });
    expect([await blobs.has(young), await blobs.has(old)]).toEqual([true, false]);
    expect(await collect({ graceMilliseconds: 22 * HOUR })).toMatchObject({ blobs: 1 });
  });

  it("only counts in a dry run", async () => {
    await publishAs(registry, "acme/dry", tinyFile("dry"));
    await registry.deleteVersion("acme", "dry", "1", theProgram);
    const before = readdirSync(folders.blobs, { recursive: true });
    const rows = await database.query("select * from blobs order by digest");
    const counted = await collect({ graceMilliseconds: 0, dryRun: true });
    expect(counted).toMatchObject({ dryRun: true, blobs: 1 });
    expect(readdirSync(folders.blobs, { recursive: true })).toEqual(before);
    expect(await database.query("select * from blobs order by digest")).toEqual(rows);
    expect(await collect()).toMatchObject({ blobs: counted.blobs, bytes: counted.bytes });
  });

  it("strikes off the record what an earlier collection deleted just before it was killed", async () => {
    const { version } = await publishAs(registry, "acme/killed", tinyFile("killed"));
    await registry.deleteVersion("acme", "killed", "1", theProgram);
    await blobs.delete(version.digest);
    expect(await collect()).toMatchObject({ blobs: 0, bytes: 0 });
    const rows = await database.query("select 1 from blobs where digest = $1", [version.digest]);
    expect(rows).toEqual([]);
  });

  it("sees to more blobs than it asks about at once", async () => {
    const shard = join(folders.blobs, "sha256", "00");
    mkdirSync(shard, { recursive: true });
    for (let i = 0; i < 1010; i++) {
      writeFileSync(join(shard, String(i).padStart(64, "0")), "");
    }
    expect(await collect({ graceMilliseconds: 0, dryRun: true })).toMatchObject({ blobs: 1010, bytes: 0 });
    rmSync(shard, { recursive: true });
  });
});

describe("unfinished uploads", () => {
  it("go once nothing came for a day, whatever the grace, and are counted in a dry run", async () => {
    const size = 1000;
    const { id } = await registry.uploads.create({ owner: "acme", name: "half", size }, theProgram);
    expect(await collect()).toMatchObject({ uploads: 0, jobs: 0 });
    await database.query("update uploads set updated_at = $1", [new Date(Date.now() - 25 * HOUR)]);
    expect(await collect({ graceMilliseconds: 26 * HOUR })).toMatchObject({ uploads: 0, jobs: 0 });
    expect(await collect({ dryRun: true })).toMatchObject({ uploads: 1 });
    expect(await collect()).toMatchObject({ uploads: 1 });
    const gone = () => registry.uploads.get({ owner: "acme", name: "half", id }, theProgram);
    await expect(gone()).rejects.toMatchObject({ code: "upload-not-found" });
  });
});

describe("unfinished uploads of a registry to which nobody uploads", () => {
  it("go at once if told so, with what came of them", async () => {
    const bytes = tinyFile("half of it");
    const name = { owner: "acme", name: "half" };
    const { id } = await registry.uploads.create({ ...name, size: bytes.byteLength }, theProgram);
    const part = { offset: 0, body: chunks(bytes.subarray(0, 500), 100) };
    await registry.uploads.append({ ...name, id }, part, theProgram);
    const parts = () => readdirSync(join(folders.uploads, "parts"));
    expect(parts()).toHaveLength(1);
    expect(await collect({ graceMilliseconds: HOUR, unfinishedMilliseconds: HOUR })).toMatchObject({
      uploads: 0,
      jobs: 0,
    });
    expect(await collect({ graceMilliseconds: HOUR, unfinishedMilliseconds: -1 })).toMatchObject({
      uploads: 1,
    });
    expect(parts()).toEqual([]);
  });
});

describe("collections beside publishes of the very bytes under collection", () => {
  /** Lets work that has begun go on until it ends or waits for what happens here: some thousand looks at the disk. */
  async function letRun(work: Promise<unknown>): Promise<void> {
    const state = { ended: false };
    const end = () => {
      state.ended = true;
    };
    work.then(end, end);
    for (let i = 0; i < 3000 && !state.ended; i++) {
      await stat(directory);
    }
  }

  /** Has the moment start the work, once, and lets it run; what the work came to is there after `main`. */
  async function between<T>(
    moment: "afterCommit" | "beforeDelete",
    start: () => Promise<T>,
    main: () => Promise<unknown>,
  ): Promise<T> {
    const works: Promise<T>[] = [];
    blobs[moment] = async () => {
      blobs[moment] = () => Promise.resolve();
      works.push(start());
      await Promise.all(works.map(letRun));
    };
    await main();
    const [result] = await Promise.all(works);
    if (result === undefined) {
      throw new Error(`there was no moment ${moment}`);
    }
    return result;
  }

  it("leave a blob that is there before its row", async () => {
    const bytes = tinyFile("no row yet");
    const publish = () => publishAs(registry, "acme/no-row-yet", bytes);
    await between("afterCommit", collect, publish);
    const version = await registry.resolve("acme", "no-row-yet", "1");
    expect(digestOf(await fileOf(registry, version))).toBe(digestOf(bytes));
  });

  it("delete before a publish that comes after their last look, which puts the blob there anew", async () => {
    const bytes = tinyFile("going");
    await publishAs(registry, "acme/going", bytes);
    await registry.deleteVersion("acme", "going", "1", theProgram);
    const publish = () => publishAs(registry, "acme/coming", bytes);
    const { version } = await between("beforeDelete", publish, collect);
    expect(digestOf(await fileOf(registry, version))).toBe(digestOf(bytes));
  });

  it("lose no version that was acknowledged, however they meet", { timeout: 120_000 }, async () => {
    const files = ["x", "y"].map((text) => tinyFile(`contested ${text}`));
    let collected = 0;
    for (let round = 0; round < 30; round++) {
      const bytes = files[round % 2] ?? new Uint8Array();
      const name = `round-${round}`;
      const publish = (owner: string) => publishAs(registry, `${owner}/${name}`, bytes);
      const race = [collect(), publish("race-a"), collect(), publish("race-b"), collect()];
      for (const each of await Promise.all(race)) {
        if ("version" in each) {
          expect(digestOf(await fileOf(registry, each.version))).toBe(digestOf(bytes));
        } else {
          collected += each.blobs;
        }
      }
      await Promise.all([
        registry.deleteLearngene("race-a", name, theProgram),
        registry.deleteLearngene("race-b", name, theProgram),
        // Not always, so that the next race often begins with these bytes as garbage.
        ...(round % 3 === 0 ? [collect()] : []),
      ]);
    }
    expect(collected).toBeGreaterThan(0);
  });
});
