import { beforeAll, describe, expect, it } from "vitest";
import { BlobNotFoundError, type BlobStore, type BlobSummary } from "../../src/registry/index.js";
import { expectInputError } from "../support/errors.js";
import { all, chunks, collect, digestOf, longAhead, pattern, reading } from "./blob-bytes.js";
import { blobPartsSuite } from "./blob-parts-suite.js";

/** What every blob store does. `open` gives a store of its own that is empty; another store's data may lie beside. */
export function blobStoreSuite(open: () => Promise<BlobStore>): void {
  blobSuite(open);
  blobPartsSuite(open);
}

function blobSuite(open: () => Promise<BlobStore>): void {
  describe("a blob store", () => {
    let store: BlobStore;
    beforeAll(async () => {
      store = await open();
    });

    it("gives back exactly the bytes committed, and their SHA-256 as digest", async () => {
      const bytes = pattern(1_000_003);
      const staged = await store.stage(chunks(bytes, 70_001), bytes.byteLength);
      expect([staged.digest, staged.size]).toEqual([digestOf(bytes), bytes.byteLength]);
      await staged.commit();
      await reading(await store.open(staged.digest), async (blob) => {
        expect(blob.size).toBe(bytes.byteLength);
        expect(digestOf(await collect(blob.stream(0, blob.size)))).toBe(digestOf(bytes));
      });
    });

    it("takes an empty blob", async () => {
      const digest = await put(store, new Uint8Array(0));
      await reading(await store.open(digest), async (blob) => {
        expect(blob.size).toBe(0);
        expect(await collect(blob.stream(0, 0))).toEqual(Buffer.alloc(0));
        expect((await blob.read(0, 0)).byteLength).toBe(0);
      });
    });

    it("reads and streams any range, several at once", async () => {
      const bytes = pattern(600_000);
      const digest = await put(store, bytes);
      await reading(await store.open(digest), async (blob) => {
        const ranges: [number, number][] = [
          [0, 1],
          [599_999, 1],
          [1, 599_998],
          [262_143, 262_146],
          [600_000, 0],
          [0, 600_000],
        ];
        await Promise.all(
          ranges.map(async ([offset, length]) => {
            const expected = Buffer.from(bytes.subarray(offset, offset + length));
            expect(expected.equals(await blob.read(offset, length))).toBe(true);
            expect(expected.equals(await collect(blob.stream(offset, length)))).toBe(true);
          }),
        );
      });
    });

    it("refuses ranges that the blob does not have", async () => {
      const digest = await put(store, pattern(10));
      await reading(await store.open(digest), async (blob) => {
        for (const [offset, length] of [
          [0, 11],
          [10, 1],
          [-1, 2],
          [3, -1],
          [NaN, 1],
        ] as const) {
          await expect(blob.read(offset, length)).rejects.toThrow(RangeError);
          expect(() => blob.stream(offset, length)).toThrow(RangeError);
        }
      });
    });

    it("gives chunks that stay as they are when later ones are read", async () => {
      const bytes = pattern(700_000);
      const digest = await put(store, bytes);
      await reading(await store.open(digest), async (blob) => {
        const kept: Uint8Array[] = [];
        for await (const chunk of blob.stream(0, bytes.byteLength)) {
          kept.push(chunk);
        }
        expect(Buffer.concat(kept).equals(bytes)).toBe(true);
      });
    });

    it("lets a stream be left early and the blob be used on", async () => {
      const bytes = pattern(600_000);
      const digest = await put(store, bytes);
      await reading(await store.open(digest), async (blob) => {
        for await (const chunk of blob.stream(0, bytes.byteLength)) {
          expect(chunk.byteLength).toBeGreaterThan(0);
          break;
        }
        expect(Buffer.from(await blob.read(7, 3)).equals(bytes.subarray(7, 10))).toBe(true);
      });
    });

    it("rejects reads after close, and closes twice without complaint", async () => {
      const blob = await store.open(await put(store, pattern(10)));
      await blob.close();
      await blob.close();
      await expect(blob.read(0, 1)).rejects.toThrow();
    });

    it("shows staged bytes to their owner alone until they are committed", async () => {
      const bytes = pattern(5000, 3);
      const staged = await store.stage(chunks(bytes, 1000), 5000);
      expect(await store.has(staged.digest)).toBe(false);
      await reading(await staged.open(), async (blob) => {
        expect(Buffer.from(await blob.read(0, 5000)).equals(bytes)).toBe(true);
      });
      await staged.commit();
      expect(await store.has(staged.digest)).toBe(true);
      await staged.abort();
      expect(await store.has(staged.digest)).toBe(true);
    });

    it("forgets aborted bytes", async () => {
      const staged = await store.stage(chunks(pattern(5000, 5), 1000), 5000);
      await staged.abort();
      await staged.abort();
      expect(await store.has(staged.digest)).toBe(false);
      await expect(staged.open()).rejects.toThrow();
    });

    it("is done with a chunk when it asks for the next", async () => {
      const bytes = pattern(500_000, 29);
      const reused = new Uint8Array(70_001);
      const refilled = async function* () {
        for await (const chunk of chunks(bytes, reused.byteLength)) {
          reused.fill(0xee);
          reused.set(chunk);
          yield reused.subarray(0, chunk.byteLength);
        }
        reused.fill(0xee);
      };
      const staged = await store.stage(refilled(), bytes.byteLength);
      expect(staged.digest).toBe(digestOf(bytes));
      await reading(await staged.open(), async (blob) => {
        expect(Buffer.from(await blob.read(0, blob.size)).equals(bytes)).toBe(true);
      });
      await staged.abort();
    });

    it("takes exactly the limit, and stops asking for bytes once there are more", async () => {
      const atLimit = await store.stage(chunks(pattern(100), 10), 100);
      await atLimit.abort();
      let given = 0;
      const counted = async function* () {
        for await (const chunk of chunks(pattern(1000), 10)) {
          given += chunk.byteLength;
          yield chunk;
        }
      };
      const refused = () => store.stage(counted(), 99);
      await expectInputError(refused, "body-too-large", /larger than 99 bytes/);
      expect(given).toBe(100);
    });

    it("passes on the error of a source that breaks off", async () => {
      const broken = async function* () {
        yield* chunks(pattern(100), 10);
        throw new Error("connection lost");
      };
      await expect(store.stage(broken(), 1000)).rejects.toThrow("connection lost");
    });

    it("commits the same bytes again, also at once", async () => {
      const bytes = pattern(3000, 11);
      const digests = await Promise.all(Array.from({ length: 8 }, () => put(store, bytes)));
      expect(new Set(digests)).toEqual(new Set([digestOf(bytes)]));
      await reading(await store.open(digestOf(bytes)), async (blob) => {
        expect(Buffer.from(await blob.read(0, 3000)).equals(bytes)).toBe(true);
      });
    });

    it("stages and commits different bytes side by side", async () => {
      const all = Array.from({ length: 16 }, (_, i) => pattern(20_000 + i, i + 20));
      const digests = await Promise.all(all.map((bytes) => put(store, bytes)));
      expect(digests).toEqual(all.map(digestOf));
    });

    it("deletes, twice without complaint; an open blob gives its bytes or says that it is gone", async () => {
      const bytes = pattern(3000, 13);
      const digest = await put(store, bytes);
      await reading(await store.open(digest), async (blob) => {
        await store.delete(digest);
        await store.delete(digest);
        expect(await store.has(digest)).toBe(false);
        const read = await blob.read(0, 3000).catch((error: unknown) => error);
        expect(
          read instanceof BlobNotFoundError ||
            (read instanceof Uint8Array && bytes.every((x, i) => x === read[i])),
        ).toBe(true);
      });
      await expect(store.open(digest)).rejects.toThrow(BlobNotFoundError);
    });

    it("lists what is committed, and nothing that is staged or deleted", async () => {
      const kept = await put(store, pattern(4321, 31));
      const deleted = await put(store, pattern(100, 32));
      await store.delete(deleted);
      const staged = await store.stage(chunks(pattern(100, 33), 100), 100);
      const listed = new Map(
        (await all(store.list())).map((blob): [string, BlobSummary] => [blob.digest, blob]),
      );
      await staged.abort();
      expect(listed.get(kept)?.size).toBe(4321);
      // By whatever clock: of today.
      expect(Math.abs(Number(listed.get(kept)?.modifiedAt) - Date.now())).toBeLessThan(12 * 3_600_000);
      expect([listed.has(deleted), listed.has(staged.digest)]).toEqual([false, false]);
    });

    it("says which blob is not there", async () => {
      const digest = `sha256:${"0".repeat(64)}`;
      expect(await store.has(digest)).toBe(false);
      await expect(store.open(digest)).rejects.toMatchObject({ name: "BlobNotFoundError", digest });
    });

    it("never takes anything but a digest for one", async () => {
      for (const wrong of ["", "latest", `sha256:${"../".repeat(21)}a`, `sha256:${"A".repeat(64)}`]) {
        await expect(store.open(wrong)).rejects.toThrow(TypeError);
        await expect(store.has(wrong)).rejects.toThrow(TypeError);
        await expect(store.delete(wrong)).rejects.toThrow(TypeError);
      }
    });

    it("leaves what is under way alone when it removes orphans", async () => {
      const bytes = pattern(3000, 17);
      const staged = await store.stage(chunks(bytes, 1000), 3000);
      expect(await store.removeOrphans(longAhead)).toBe(0);
      await staged.commit();
      await store.removeOrphans(longAhead);
      expect(await store.has(digestOf(bytes))).toBe(true);
    });

    it("is ready", async () => {
      await expect(store.ready()).resolves.toBeUndefined();
    });
  });
}

async function put(store: BlobStore, bytes: Uint8Array): Promise<string> {
  const staged = await store.stage(chunks(bytes, 1 << 16), bytes.byteLength);
  await staged.commit();
  return staged.digest;
}
