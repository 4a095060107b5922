import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChunkPool, SLOT_BYTES } from "../../src/registry/blobs/chunk-pool.js";
import { openFileBlob } from "../../src/registry/blobs/file-blob.js";
import { LentBlob } from "../../src/registry/blobs/lent-blob.js";
import { OpenFile, OpenFiles } from "../../src/registry/blobs/open-files.js";
import { type OpenBlob } from "../../src/registry/index.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const UNIT = 64 * 1024;
const path = join(temporaryDirectory(), "blob");
const size = 2 * SLOT_BYTES + 1234;
await writeFile(path, Buffer.alloc(size, 7));

/** A file whose closing is seen. */
async function counted(counts: { opened: number; closed: number }): Promise<OpenBlob> {
  const blob = await openFileBlob(path);
  counts.opened++;
  const close = async () => {
    counts.closed++;
    await blob.close();
  };
  return { ...observable(blob), close };
}

const observable = (blob: OpenBlob): OpenBlob => ({
  size: blob.size,
  ...(blob.fd === undefined ? {} : { fd: blob.fd }),
  read: (offset, length) => blob.read(offset, length),
  readInto: (target, offset) => blob.readInto(target, offset),
  stream: (offset, length) => blob.stream(offset, length),
  close: () => blob.close(),
});

describe("what is known of an open file", () => {
  const file = (bytes: number) => new OpenFile({ ...({} as OpenBlob), size: bytes }, 5);

  it("is in memory as far as all of it was read", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 * UNIT }),
        fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 6 }),
        fc.nat(),
        fc.nat(),
        (bytes, reads, at, wanted) => {
          const one = file(bytes);
          const seen = new Uint8Array(bytes);
          for (const [from, count] of reads) {
            const offset = from % bytes;
            const length = 1 + (count % (bytes - offset));
            one.wasRead(offset, length);
            seen.fill(1, offset, offset + length);
          }
          const offset = at % bytes;
          const length = 1 + (wanted % (bytes - offset));
          const known = one.cached(offset, length)?.length ?? 0;
          expect(known).toBeLessThanOrEqual(length);
          expect(seen.subarray(offset, offset + known).every((byte) => byte === 1)).toBe(true);
        },
      ),
    );
  });

  it("is all in memory once it was read whole, in whatever parts the pool reads it", () => {
    const one = file(size);
    for (let at = 0; at < size; at += SLOT_BYTES) one.wasRead(at, Math.min(SLOT_BYTES, size - at));
    expect(one.cached(0, size)).toEqual({ fd: 5, length: size });
    expect(one.cached(size - 1, 1)).toEqual({ fd: 5, length: 1 });
  });
});

describe("files that are kept open", () => {
  it("are opened once for all who read them, and closed once nobody has them", async () => {
    const counts = { opened: 0, closed: 0 };
    const [pool, files] = [new ChunkPool(8 * SLOT_BYTES), new OpenFiles()];
    const lend = () => new LentBlob(pool, "sha256:a", size, () => counted(counts), true, files);
    const first = lend();
    expect(first.cached(0, size)).toBeUndefined();
    expect(Buffer.from(await first.read(0, size)).equals(Buffer.alloc(size, 7))).toBe(true);
    first.close();
    const second = lend();
    expect(second.cached(0, size)?.length).toBe(size);
    files.clear();
    expect(counts).toEqual({ opened: 1, closed: 0 });
    second.close();
    await expect.poll(() => counts).toEqual({ opened: 1, closed: 1 });
    expect(second.cached(0, size)).toBeUndefined();
    expect(lend().cached(0, size)).toBeUndefined();
  });

  it("are one where two open the same at once", async () => {
    const counts = { opened: 0, closed: 0 };
    const files = new OpenFiles();
    const two = [await counted(counts), await counted(counts)];
    const kept = await Promise.all(two.map((blob) => files.keep("sha256:a", blob)));
    expect(kept[0]).toBe(kept[1]);
    for (const file of kept) file?.release();
    files.clear();
    await expect.poll(() => counts).toEqual({ opened: 2, closed: 2 });
  });

  it("are those that fill a bound, and others stay with who opened them", async () => {
    const counts = { opened: 0, closed: 0 };
    const forgotten: string[] = [];
    const files = new OpenFiles((digest) => forgotten.push(digest), 2 * size);
    for (const name of ["a", "b", "c"]) {
      (await files.keep(name, await counted(counts)))?.release();
    }
    expect(forgotten).toEqual(["a"]);
    await expect.poll(() => counts.closed).toBe(1);
    const small = new OpenFiles(undefined, size - 1);
    const blob = await counted(counts);
    expect(await small.keep("d", blob)).toBeUndefined();
    await blob.close();
    files.clear();
  });

  it("are read anew where they are no longer kept, whatever the pool still has of them", async () => {
    const counts = { opened: 0, closed: 0 };
    const pool = new ChunkPool(8 * SLOT_BYTES);
    const files = new OpenFiles((digest) => {
      pool.forget(digest);
    });
    const lend = () => new LentBlob(pool, "sha256:a", size, () => counted(counts), true, files);
    await lend().read(0, size);
    files.clear();
    const again = lend();
    await again.read(0, size);
    expect(counts.opened).toBe(2);
    expect(again.cached(0, size)?.length).toBe(size);
    files.clear();
  });
});
