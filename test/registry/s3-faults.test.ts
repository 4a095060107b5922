import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CachedBlobStore } from "../../src/registry/blobs/cached-store.js";
import { DiskCache } from "../../src/registry/blobs/disk-cache.js";
import { openBucket } from "../../src/registry/blobs/s3/bucket.js";
import { S3BlobStore } from "../../src/registry/blobs/s3/s3-store.js";
import type { BlobStore } from "../../src/registry/index.js";
import { startFaultProxy, type Fault, type FaultProxy } from "../support/http-fault-proxy.js";
import { startS3Server, type S3Server } from "../support/s3-server.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { chunks, collect, digestOf, pattern, reading } from "./blob-bytes.js";

const root = temporaryDirectory();
let server: S3Server;
let proxy: FaultProxy;
let store: S3BlobStore;
beforeAll(async () => {
  server = await startS3Server();
  proxy = await startFaultProxy(server.config.endpoint);
  // Far less than a store is given elsewhere, as these tests wait for it.
  store = new S3BlobStore(openBucket({ ...server.config, endpoint: proxy.url, timeout: 2000 }));
});
afterEach(() => {
  proxy.faults = () => undefined;
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

const unavailable = { name: "UnavailableError", what: "blob store" };
const down: [string, Fault][] = [
  ["has stopped", { kind: "refuse" }],
  ["does not answer", { kind: "hang" }],
  ["answers 500", { kind: "status", status: 500 }],
  ["answers 503", { kind: "status", status: 503 }],
];

async function put(target: BlobStore, bytes: Uint8Array): Promise<string> {
  const staged = await target.stage(chunks(bytes, 10_000), bytes.byteLength);
  await staged.commit();
  return staged.digest;
}

let caches = 0;
function cached(): CachedBlobStore {
  const folder = join(root, String(caches++));
  mkdirSync(folder);
  return new CachedBlobStore(store, new DiskCache(folder, 10_000_000));
}

describe("an S3 store that", () => {
  it.each(down)("%s is unavailable to all, and serves again once it is back", async (_, fault) => {
    const bytes = pattern(50_000, 1);
    const digest = await put(store, bytes);
    const blob = await store.open(digest);
    const staged = await store.stage(chunks(pattern(50_000, 2), 10_000), 50_000);
    proxy.faults = () => fault;
    await Promise.all([
      expect(store.open(digest)).rejects.toMatchObject(unavailable),
      expect(cached().open(digest)).rejects.toMatchObject(unavailable),
      expect(blob.read(0, 10)).rejects.toMatchObject(unavailable),
      expect(put(store, bytes)).rejects.toMatchObject(unavailable),
      expect(staged.commit()).rejects.toMatchObject(unavailable),
      expect(store.ready()).rejects.toMatchObject(unavailable),
      expect(store.removeOrphans(new Date(0))).rejects.toMatchObject(unavailable),
    ]);
    proxy.faults = () => undefined;
    await staged.commit();
    expect(await store.has(staged.digest)).toBe(true);
    expect(Buffer.from(await blob.read(0, 50_000)).equals(bytes)).toBe(true);
  });

  it("errs once is asked again", async () => {
    let errors = 0;
    proxy.faults = () => (errors++ === 0 ? { kind: "status", status: 503 } : undefined);
    // A client of its own: one that met many errors lately no longer asks again.
    const fresh = new S3BlobStore(openBucket({ ...server.config, endpoint: proxy.url }));
    await expect(put(fresh, pattern(1000, 3))).resolves.toBe(digestOf(pattern(1000, 3)));
  });

  it.each(["cut", "end"] as const)("breaks a body off (%s) is asked for the rest", async (kind) => {
    const bytes = pattern(400_000, 4);
    const digest = await put(store, bytes);
    let answers = 0;
    proxy.faults = ({ method }) => (method === "GET" && answers++ < 3 ? { kind, after: 50_000 } : undefined);
    await reading(await store.open(digest), async (blob) => {
      const [from, length] = [17, 399_900];
      const read = await collect(blob.stream(from, length));
      expect(read.equals(bytes.subarray(from, from + length))).toBe(true);
    });
    expect(answers).toBe(4);
  });

  it("stops in the middle of a body ends the stream in an error, with no byte that is wrong", async () => {
    const bytes = pattern(400_000, 5);
    const digest = await put(store, bytes);
    let answers = 0;
    proxy.faults = ({ method }) =>
      method !== "GET" ? undefined : answers++ === 0 ? { kind: "stall", after: 50_000 } : { kind: "refuse" };
    const got: Uint8Array[] = [];
    await reading(await store.open(digest), async (open) => {
      const read = async () => {
        for await (const chunk of open.stream(0, 400_000)) {
          got.push(chunk);
        }
      };
      await expect(read()).rejects.toMatchObject(unavailable);
    });
    const all = Buffer.concat(got);
    expect(all.byteLength).toBeGreaterThan(0);
    expect(all.equals(bytes.subarray(0, all.byteLength))).toBe(true);
  });

  it("is cut in the middle of every body leaves no copy in the cache, and half a body to nobody", async () => {
    const bytes = pattern(400_000, 6);
    const digest = await put(store, bytes);
    const store2 = cached();
    proxy.faults = ({ method }) => (method === "GET" ? { kind: "cut", after: 0 } : undefined);
    await expect(store2.open(digest)).rejects.toMatchObject(unavailable);
    proxy.faults = () => undefined;
    await reading(await store2.open(digest), async (blob) => {
      expect((await collect(blob.stream(0, blob.size))).equals(bytes)).toBe(true);
    });
    // Now it is on disk, whatever the store does.
    proxy.faults = () => ({ kind: "refuse" });
    await reading(await store2.open(digest), async (blob) => {
      expect((await collect(blob.stream(0, blob.size))).equals(bytes)).toBe(true);
    });
  });
});
