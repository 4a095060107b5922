import { mkdirSync, readdirSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CachedBlobStore } from "../../src/registry/blobs/cached-store.js";
import { DiskCache } from "../../src/registry/blobs/disk-cache.js";
import { FilesystemBlobStore } from "../../src/registry/blobs/filesystem.js";
import type { OpenBlob } from "../../src/registry/index.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { chunks, collect, digestOf, pattern, reading } from "./blob-bytes.js";

const root = temporaryDirectory();

/** A store whose openings are counted. */
class CountingStore extends FilesystemBlobStore {
  readonly opened: string[] = [];

  override open(digest: string): Promise<OpenBlob> {
    this.opened.push(digest);
    return super.open(digest);
  }
}

let made = 0;
async function setUp(maxBytes: number, blobs: readonly Uint8Array[]) {
  const folder = join(root, String(made++));
  const [blobFolder, uploads, cacheFolder] = ["blobs", "uploads", "cache"].map((name) => join(folder, name));
  if (blobFolder === undefined || uploads === undefined || cacheFolder === undefined) {
    throw new Error("three folders");
  }
  for (const each of [blobFolder, uploads, cacheFolder]) {
    mkdirSync(each, { recursive: true });
  }
  const inner = new CountingStore({ blobs: blobFolder, uploads });
  for (const bytes of blobs) {
    await (await inner.stage(chunks(bytes, 1000), bytes.byteLength)).commit();
  }
  const uses: boolean[] = [];
  const store = new CachedBlobStore(inner, new DiskCache(cacheFolder, maxBytes), (hit) => uses.push(hit));
  return { inner, store, blobFolder, cacheFolder, uses };
}

const [a, b, c] = [pattern(1000, 1), pattern(1000, 2), pattern(1000, 3)];
const hex = (bytes: Uint8Array) => digestOf(bytes).slice("sha256:".length);

async function readAll(store: CachedBlobStore, bytes: Uint8Array): Promise<boolean> {
  return reading(await store.open(digestOf(bytes)), async (blob) =>
    (await collect(blob.stream(0, blob.size))).equals(bytes),
  );
}

/** Makes a copy look as if it had been of use `seconds` ago. */
function age(folder: string, bytes: Uint8Array, seconds: number): void {
  const at = new Date(Date.now() - seconds * 1000);
  utimesSync(join(folder, hex(bytes)), at, at);
}

describe("CachedBlobStore", () => {
  it("asks its store for a blob once, also when many open it at once", async () => {
    const { inner, store, cacheFolder, uses } = await setUp(10_000, [a]);
    expect(await Promise.all(Array.from({ length: 8 }, () => readAll(store, a)))).toEqual(
      Array(8).fill(true),
    );
    expect(await readAll(store, a)).toBe(true);
    expect(inner.opened).toEqual([digestOf(a)]);
    expect(readdirSync(cacheFolder)).toEqual([hex(a)]);
    expect(uses).toEqual([...Array<boolean>(8).fill(false), true]);
  });

  it("keeps within its bound, and lets go of what was opened longest ago", async () => {
    const { inner, store, cacheFolder } = await setUp(2500, [a, b, c]);
    await readAll(store, a);
    await readAll(store, b);
    age(cacheFolder, a, 20);
    age(cacheFolder, b, 10);
    // Of use again, so b is now the one unused for longest.
    await readAll(store, a);
    await readAll(store, c);
    expect(readdirSync(cacheFolder).sort()).toEqual([hex(a), hex(c)].sort());
    expect(inner.opened).toEqual([a, b, c].map(digestOf));
  });

  it("lets whoever has a copy open read on after it had to go", async () => {
    const { store, cacheFolder } = await setUp(1000, [a, b]);
    await reading(await store.open(digestOf(a)), async (blob) => {
      expect(await readAll(store, b)).toBe(true);
      expect(readdirSync(cacheFolder)).toEqual([hex(b)]);
      expect(Buffer.from(await blob.read(0, 1000)).equals(a)).toBe(true);
    });
  });

  it("reads a blob that is larger than the bound from its store, and keeps the rest", async () => {
    const large = pattern(3000, 9);
    const { store, cacheFolder } = await setUp(2500, [a, large]);
    await readAll(store, a);
    expect(await readAll(store, large)).toBe(true);
    expect(readdirSync(cacheFolder)).toEqual([hex(a)]);
  });

  it("gives nobody a byte of a blob that its store has damaged, and keeps no copy", async () => {
    const { store, blobFolder, cacheFolder } = await setUp(10_000, [a]);
    const stored = join(blobFolder, "sha256", hex(a).slice(0, 2), hex(a));
    writeFileSync(stored, pattern(1000, 7));
    await expect(store.open(digestOf(a))).rejects.toMatchObject({
      name: "BlobDamagedError",
      digest: digestOf(a),
    });
    truncateSync(stored, 999);
    await expect(store.open(digestOf(a))).rejects.toThrow("other bytes");
    expect(readdirSync(cacheFolder)).toEqual([]);
    writeFileSync(stored, a);
    expect(await readAll(store, a)).toBe(true);
  });

  it("says that there is no such blob, and fetches it once there is", async () => {
    const { inner, store } = await setUp(10_000, []);
    await expect(store.open(digestOf(a))).rejects.toMatchObject({ name: "BlobNotFoundError" });
    await (await inner.stage(chunks(a, 100), 1000)).commit();
    expect(await readAll(store, a)).toBe(true);
  });

  it("forgets what is deleted", async () => {
    const { store, cacheFolder } = await setUp(10_000, [a]);
    await readAll(store, a);
    await store.delete(digestOf(a));
    expect(readdirSync(cacheFolder)).toEqual([]);
    await expect(store.open(digestOf(a))).rejects.toThrow("no blob");
  });

  it("counts what other processes are fetching, and removes what a crash left half fetched", async () => {
    const { store, cacheFolder } = await setUp(2500, [a, b]);
    const [left, growing] = ["left.part", "growing.part"].map((name) => join(cacheFolder, name));
    writeFileSync(left ?? "", pattern(2000));
    writeFileSync(growing ?? "", pattern(1000));
    const long = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(left ?? "", long, long);
    await readAll(store, a);
    age(cacheFolder, a, 10);
    await readAll(store, b);
    expect(readdirSync(cacheFolder).sort()).toEqual([hex(b), "growing.part"].sort());
  });

  it("shares its folder with another process's", async () => {
    const { inner, store, cacheFolder } = await setUp(2500, [a, b, c]);
    const other = new CachedBlobStore(inner, new DiskCache(cacheFolder, 2500));
    await readAll(store, a);
    expect(await readAll(other, a)).toBe(true);
    expect(inner.opened).toEqual([digestOf(a)]);
    const both = [store, other].flatMap((each) => [a, b, c].map((bytes) => readAll(each, bytes)));
    expect(await Promise.all(both)).toEqual(Array(6).fill(true));
    await readAll(store, a);
    const sizes = readdirSync(cacheFolder).map((name) => statSync(join(cacheFolder, name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(3000);
  });

  it("reads from its store while its disk fails", async () => {
    const { inner } = await setUp(10_000, [a]);
    const store = new CachedBlobStore(inner, new DiskCache(join(root, "no", "such", "folder"), 10_000));
    expect(await readAll(store, a)).toBe(true);
  });
});
