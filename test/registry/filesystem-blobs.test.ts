import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FilesystemBlobStore } from "../../src/registry/blobs/filesystem.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { chunks, digestOf, pattern } from "./blob-bytes.js";
import { blobStoreSuite } from "./blob-store-suite.js";

const root = temporaryDirectory();

function storeIn(name: string): { store: FilesystemBlobStore; blobs: string; uploads: string } {
  const [blobs, uploads] = [join(root, name, "blobs"), join(root, name, "uploads")];
  mkdirSync(blobs, { recursive: true });
  mkdirSync(uploads, { recursive: true });
  return { store: new FilesystemBlobStore({ blobs, uploads }), blobs, uploads };
}

let suites = 0;
blobStoreSuite(() => Promise.resolve(storeIn(`suite-${suites++}`).store));

describe("FilesystemBlobStore", () => {
  it("keeps a blob under its digest's first two digits, and nothing else", async () => {
    const { store, blobs, uploads } = storeIn("layout");
    const bytes = pattern(1000);
    await (await store.stage(chunks(bytes, 100), 1000)).commit();
    const hex = digestOf(bytes).slice("sha256:".length);
    expect(readdirSync(blobs, { recursive: true }).sort()).toEqual(
      ["sha256", join("sha256", hex.slice(0, 2)), join("sha256", hex.slice(0, 2), hex)].sort(),
    );
    expect(readFileSync(join(blobs, "sha256", hex.slice(0, 2), hex)).equals(bytes)).toBe(true);
    expect(readdirSync(uploads)).toEqual([]);
  });

  it("leaves no file behind for what was aborted, too large or broken off", async () => {
    const { store, blobs, uploads } = storeIn("refused");
    await (await store.stage(chunks(pattern(1000), 100), 1000)).abort();
    await expect(store.stage(chunks(pattern(1000), 100), 999)).rejects.toThrow();
    const broken = async function* () {
      yield* chunks(pattern(1000), 100);
      throw new Error("connection lost");
    };
    await expect(store.stage(broken(), 1000)).rejects.toThrow("connection lost");
    expect([readdirSync(blobs), readdirSync(uploads)]).toEqual([[], []]);
  });

  it("removes what another process left, but not what it is staging itself", async () => {
    const { store, uploads } = storeIn("orphans");
    writeFileSync(join(uploads, "left-1.tmp"), "half a file");
    writeFileSync(join(uploads, "left-2.tmp"), "");
    const staged = await store.stage(chunks(pattern(10), 10), 10);
    expect(await store.removeOrphans(new Date(0))).toBe(0);
    expect(await store.removeOrphans(new Date())).toBe(2);
    expect(readdirSync(uploads)).toHaveLength(1);
    await staged.commit();
  });

  it("lets an open blob be read on after it was deleted", async () => {
    const { store } = storeIn("open");
    const bytes = pattern(1000);
    await (await store.stage(chunks(bytes, 100), 1000)).commit();
    const blob = await store.open(digestOf(bytes));
    await store.delete(digestOf(bytes));
    expect(Buffer.from(await blob.read(0, 1000)).equals(bytes)).toBe(true);
    await blob.close();
  });

  it("keeps parts under their upload and start, and nothing else", async () => {
    const { store, uploads } = storeIn("parts");
    await store.stagePart("an-upload", 12, chunks(pattern(10), 10), 10);
    await expect(store.stagePart("an-upload", 22, chunks(pattern(10), 10), 9)).rejects.toThrow();
    expect(readdirSync(uploads, { recursive: true }).sort()).toEqual(
      ["parts", join("parts", "an-upload"), join("parts", "an-upload", "12")].sort(),
    );
  });

  it("replaces a damaged blob by the same bytes committed again", async () => {
    const { store, blobs } = storeIn("damaged");
    const bytes = pattern(1000);
    await (await store.stage(chunks(bytes, 100), 1000)).commit();
    const hex = digestOf(bytes).slice("sha256:".length);
    writeFileSync(join(blobs, "sha256", hex.slice(0, 2), hex), "damaged");
    await (await store.stage(chunks(bytes, 100), 1000)).commit();
    expect(readFileSync(join(blobs, "sha256", hex.slice(0, 2), hex)).equals(bytes)).toBe(true);
  });

  it("is not ready once its folders are gone", async () => {
    const store = new FilesystemBlobStore({ blobs: join(root, "none"), uploads: join(root, "none") });
    await expect(store.ready()).rejects.toThrow(/ENOENT/);
  });
});
