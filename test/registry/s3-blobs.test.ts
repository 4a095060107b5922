import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { CreateMultipartUploadCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CachedBlobStore } from "../../src/registry/blobs/cached-store.js";
import { DiskCache } from "../../src/registry/blobs/disk-cache.js";
import { openBucket, type Bucket } from "../../src/registry/blobs/s3/bucket.js";
import { listObjects } from "../../src/registry/blobs/s3/list.js";
import { S3BlobStore } from "../../src/registry/blobs/s3/s3-store.js";
import { startFaultProxy } from "../support/http-fault-proxy.js";
import { isRealS3, startS3Server, type S3Server } from "../support/s3-server.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { all, chunks, collect, digestOf, longAhead, pattern, reading } from "./blob-bytes.js";
import { blobStoreSuite } from "./blob-store-suite.js";

const root = temporaryDirectory();
let server: S3Server;
let bucket: Bucket;
beforeAll(async () => {
  server = await startS3Server();
  bucket = openBucket(server.config);
});
afterAll(async () => {
  await server.stop();
});

let stores = 0;
const emptyStore = () => new S3BlobStore(bucket, `store-${stores++}/`);

describe("S3BlobStore", () => {
  blobStoreSuite(() => Promise.resolve(emptyStore()));
});

describe("CachedBlobStore on S3", () => {
  blobStoreSuite(() => {
    const folder = join(root, `cache-${stores}`);
    mkdirSync(folder);
    return Promise.resolve(new CachedBlobStore(emptyStore(), new DiskCache(folder, 2_000_000)));
  });
});

const keysUnder = async (prefix: string) =>
  (await all(listObjects(bucket, prefix))).map(({ key }) => key.slice(prefix.length));

describe("S3BlobStore", () => {
  it("keeps a blob under its digest behind the prefix, and nothing else", async () => {
    const store = new S3BlobStore(bucket, "layout/learngene/");
    const bytes = pattern(1000);
    await (await store.stage(chunks(bytes, 100), 1000)).commit();
    await store.stagePart("an-upload", 12, chunks(bytes, 100), 1000);
    const hex = digestOf(bytes).slice("sha256:".length);
    expect(await keysUnder("layout/learngene/")).toEqual([`blobs/sha256/${hex}`, "parts/an-upload/12"]);
    expect(await all(new S3BlobStore(bucket, "layout/").list())).toEqual([]);
  });

  it("leaves nothing behind for what was aborted, too large or broken off", async () => {
    const store = new S3BlobStore(bucket, "refused/");
    await (await store.stage(chunks(pattern(1000), 100), 1000)).abort();
    await expect(store.stage(chunks(pattern(1000), 100), 999)).rejects.toThrow();
    expect(await keysUnder("refused/")).toEqual([]);
  });

  it("stores in parts and copies in parts what is too large for one request", async () => {
    const bytes = randomBytes(9 * 1024 ** 2);
    const store = new S3BlobStore(bucket, "large/", { whole: 1024 ** 2, part: 5 * 1024 ** 2 });
    const staged = await store.stage(chunks(bytes, 300_007), 2 * 1024 ** 3);
    await reading(await staged.open(), async (blob) => {
      expect(digestOf(await collect(blob.stream(0, blob.size)))).toBe(digestOf(bytes));
    });
    await staged.commit();
    await reading(await store.open(digestOf(bytes)), async (blob) => {
      expect(blob.size).toBe(bytes.byteLength);
      // Across the seam of two parts.
      const seam = 8 * 1024 ** 2;
      expect(bytes.subarray(seam - 5, seam + 5).equals(await blob.read(seam - 5, 10))).toBe(true);
      expect(digestOf(await collect(blob.stream(0, blob.size)))).toBe(digestOf(bytes));
    });
  });

  it("says whose object is gone when an open blob was deleted", async () => {
    const store = new S3BlobStore(bucket, "gone/");
    const bytes = pattern(1000);
    await (await store.stage(chunks(bytes, 100), 1000)).commit();
    await reading(await store.open(digestOf(bytes)), async (blob) => {
      await store.delete(digestOf(bytes));
      await expect(blob.read(0, 10)).rejects.toMatchObject({
        name: "BlobNotFoundError",
        digest: digestOf(bytes),
      });
    });
  });

  it("removes what another process left staged once it is old enough", async () => {
    const store = new S3BlobStore(bucket, "orphans/");
    const bytes = pattern(10);
    await store.stagePart("an-upload", 0, chunks(bytes, 10), 10);
    await (await store.stage(chunks(bytes, 10), 10)).commit();
    const place = { Bucket: bucket.name };
    await bucket.client.send(
      new PutObjectCommand({ ...place, Key: "orphans/staged/left", Body: "half a blob" }),
    );
    await bucket.client.send(new CreateMultipartUploadCommand({ ...place, Key: "orphans/staged/half" }));
    const mine = await store.stage(chunks(pattern(11), 10), 11);
    expect(await store.removeOrphans(new Date(0))).toBe(0);
    // The server of the npm package does not tell of uploads under way.
    expect(await store.removeOrphans(longAhead)).toBe(isRealS3 ? 2 : 1);
    expect(await store.removeOrphans(longAhead)).toBe(0);
    await mine.commit();
    expect(await keysUnder("orphans/")).toEqual([
      ...[bytes, pattern(11)].map((blob) => `blobs/sha256/${digestOf(blob).slice("sha256:".length)}`).sort(),
      "parts/an-upload/0",
    ]);
  });

  it("gives an address under which anyone gets the blob, to be saved under a name, for a while", async () => {
    const store = new S3BlobStore(bucket, "presigned/");
    const bytes = pattern(100_000);
    await (await store.stage(chunks(bytes, 1000), 100_000)).commit();
    const url = await store.presign(digestOf(bytes), "vit-v1.safetensors", 60);
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="vit-v1.safetensors"');
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    const forged = new URL(url);
    forged.searchParams.set("X-Amz-Expires", "61");
    // The server of the npm package takes any signature.
    expect((await fetch(forged)).status).toBe(isRealS3 ? 403 : 200);
    await expect(store.presign(digestOf(bytes), 'a"; filename="b', 60)).rejects.toThrow(TypeError);
  });

  it("asks for the encryption it is configured with wherever an object is made", async () => {
    const proxy = await startFaultProxy(server.config.endpoint);
    const encrypted = openBucket({
      ...server.config,
      endpoint: proxy.url,
      sse: "aws:kms",
      sseKmsKey: "a-key",
    });
    const asked: (string | string[] | undefined)[][] = [];
    proxy.faults = ({ headers }) => {
      asked.push([
        headers["x-amz-server-side-encryption"],
        headers["x-amz-server-side-encryption-aws-kms-key-id"],
      ]);
      return { kind: "status", status: 400 };
    };
    const store = new S3BlobStore(encrypted, "encrypted/", { whole: 0, part: 5 * 1024 ** 2 });
    await expect(store.stage(chunks(pattern(10), 10), 10)).rejects.toThrow();
    const large = Buffer.alloc(9 * 1024 ** 2);
    await expect(store.stage(chunks(large, large.byteLength), large.byteLength)).rejects.toThrow();
    expect(asked).toEqual([
      ["aws:kms", "a-key"],
      ["aws:kms", "a-key"],
    ]);
    await proxy.stop();
  });

  it("is not ready without its bucket", async () => {
    const other = openBucket({ ...server.config, bucket: "there-is-no-such-bucket" });
    await expect(new S3BlobStore(bucket).ready()).resolves.toBeUndefined();
    await expect(new S3BlobStore(other).ready()).rejects.toMatchObject({
      name: "UnavailableError",
      what: "blob store",
    });
  });
});
