import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FilesystemBlobStore } from "../../src/registry/blobs/filesystem.js";
import { observedBlobs } from "../../src/registry/blobs/observed.js";
import {
  allOf,
  openPGlite,
  type Database,
  type Operation,
  type RegistryObserver,
} from "../../src/registry/index.js";
import { observedDatabase } from "../../src/registry/observed-database.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { chunks, pattern } from "./blob-bytes.js";
import { blobStoreSuite } from "./blob-store-suite.js";

const root = temporaryDirectory();

function storeIn(name: string): FilesystemBlobStore {
  const [blobs, uploads] = [join(root, name, "blobs"), join(root, name, "uploads")];
  mkdirSync(blobs, { recursive: true });
  mkdirSync(uploads, { recursive: true });
  return new FilesystemBlobStore({ blobs, uploads });
}

/** Writes down what it is told: the operations that ended, and the error's message if they failed. */
class Diary implements RegistryObserver {
  readonly entries: string[] = [];
  readonly operations: Operation[] = [];
  /** Begun and not ended. */
  open = 0;

  started(operation: Operation): (error?: unknown) => void {
    this.operations.push(operation);
    this.open += 1;
    return (error) => {
      this.open -= 1;
      this.entries.push(
        error instanceof Error ? `${operation.name} failed: ${error.message}` : operation.name,
      );
    };
  }

  published(outcome: string): void {
    this.entries.push(outcome);
  }

  cacheUsed(hit: boolean): void {
    this.entries.push(hit ? "hit" : "miss");
  }
}

let suites = 0;
blobStoreSuite(() => Promise.resolve(observedBlobs(storeIn(`suite-${suites++}`), "filesystem", new Diary())));

describe("an observed blob store", () => {
  it("tells of each operation, when it ends and how", async () => {
    const diary = new Diary();
    const store = observedBlobs(storeIn("told"), "filesystem", diary);
    const staged = await store.stage(chunks(pattern(600_000), 70_001), 600_000);
    await staged.commit();
    const blob = await store.open(staged.digest);
    await blob.read(0, 10);
    for await (const chunk of blob.stream(0, blob.size)) {
      // The first bytes are there: what follows is up to the reader.
      expect(chunk.byteLength).toBeGreaterThan(0);
      expect(diary.entries.at(-1)).toBe("stream");
    }
    await blob.close();
    await expect(store.open(`sha256:${"0".repeat(64)}`)).rejects.toThrow();
    expect(diary.entries).toEqual([
      "stage",
      "commit",
      "open",
      "read",
      "stream",
      `open failed: no blob sha256:${"0".repeat(64)}`,
    ]);
    expect(diary.operations[0]).toEqual({ part: "blobs", store: "filesystem", name: "stage" });
    expect(diary.open).toBe(0);
  });
});

describe("an observed database", () => {
  let inner: Database;
  beforeAll(async () => {
    await copyDataDirectory(join(root, "data"));
    inner = await openPGlite(join(root, "data", "catalog"));
  });
  afterAll(() => inner.close());

  it("tells of statements, without their parameters, and of transactions around them", async () => {
    const [first, second] = [new Diary(), new Diary()];
    const database = observedDatabase(inner, allOf([first, second]));
    await database.script("create table t (secret text)");
    await database.transaction((tx) => tx.query("insert into t values ($1)", ["hidden"]));
    expect(await database.query("select secret from t")).toEqual([{ secret: "hidden" }]);
    await expect(database.query("select no_such")).rejects.toThrow("no_such");
    expect(first.entries).toEqual([
      "script",
      "query",
      "transaction",
      "query",
      'query failed: column "no_such" does not exist',
    ]);
    expect(second.entries).toEqual(first.entries);
    expect(JSON.stringify(first.operations)).not.toContain("hidden");
    expect(first.operations).toContainEqual({
      part: "database",
      name: "query",
      sql: "insert into t values ($1)",
    });
  });
});
