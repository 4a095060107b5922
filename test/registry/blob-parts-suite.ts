import { beforeAll, describe, expect, it } from "vitest";
import { PartNotFoundError, type BlobStore } from "../../src/registry/index.js";
import { expectInputError } from "../support/errors.js";
import { all, chunks, collect, longAhead, pattern, reading } from "./blob-bytes.js";

/** What every blob store does with parts of uploads: half of `blobStoreSuite`. */
export function blobPartsSuite(open: () => Promise<BlobStore>): void {
  describe("a blob store's parts", () => {
    let store: BlobStore;
    beforeAll(async () => {
      store = await open();
    });
    const stage = (upload: string, start: number, bytes: Uint8Array) =>
      store.stagePart(upload, start, chunks(bytes, 1000), bytes.byteLength);
    const readPart = async (upload: string, start: number) =>
      reading(await store.openPart(upload, start), (part) => collect(part.stream(0, part.size)));

    it("are read back by upload and start, from no other upload and place", async () => {
      const [first, second, other] = [pattern(70_000, 1), pattern(5, 2), pattern(6, 3)];
      expect(await stage("an-upload", 0, first)).toEqual({ size: 70_000 });
      await stage("an-upload", 70_000, second);
      await stage("an-upload-2", 0, other);
      expect((await readPart("an-upload", 0)).equals(first)).toBe(true);
      expect((await readPart("an-upload", 70_000)).equals(second)).toBe(true);
      expect((await readPart("an-upload-2", 0)).equals(other)).toBe(true);
      await expect(store.openPart("an-upload", 1)).rejects.toThrow(PartNotFoundError);
    });

    it("are replaced by later ones at the same place, shorter or longer", async () => {
      for (const bytes of [pattern(3000, 4), pattern(10, 5), pattern(4000, 6)]) {
        await stage("replaced", 7, bytes);
        expect((await readPart("replaced", 7)).equals(bytes)).toBe(true);
      }
    });

    it("stay as they were if what was to replace them broke off or was too large", async () => {
      await stage("kept", 0, pattern(100, 7));
      const broken = async function* () {
        yield* chunks(pattern(1000, 8), 10);
        throw new Error("connection lost");
      };
      await expect(store.stagePart("kept", 0, broken(), 1000)).rejects.toThrow("connection lost");
      const refused = () => store.stagePart("kept", 0, chunks(pattern(1000, 8), 10), 999);
      await expectInputError(refused, "body-too-large", /larger than 999 bytes/);
      expect((await readPart("kept", 0)).equals(pattern(100, 7))).toBe(true);
    });

    it("go with their upload alone, twice without complaint", async () => {
      await stage("going", 0, pattern(10, 9));
      await stage("going", 10, pattern(10, 10));
      await stage("going-on", 0, pattern(10, 11));
      await store.deleteParts("going");
      await store.deleteParts("going");
      for (const start of [0, 10]) {
        await expect(store.openPart("going", start)).rejects.toThrow(PartNotFoundError);
      }
      expect((await readPart("going-on", 0)).equals(pattern(10, 11))).toBe(true);
    });

    it("are listed by upload, once each, and are neither blobs nor orphans", async () => {
      await stage("listed", 0, pattern(10, 12));
      await stage("listed", 10, pattern(10, 13));
      await store.removeOrphans(longAhead);
      const listed = (await all(store.listParts())).filter(({ upload }) => upload === "listed");
      expect(listed).toHaveLength(1);
      expect(Math.abs(Number(listed[0]?.modifiedAt) - Date.now())).toBeLessThan(12 * 3_600_000);
      expect(await all(store.list())).toEqual([]);
      await store.deleteParts("listed");
      expect((await all(store.listParts())).map(({ upload }) => upload)).not.toContain("listed");
    });

    it("never take anything but an id and a place for them", async () => {
      for (const [upload, start] of [
        ["..", 0],
        ["a/b", 0],
        ["", 0],
        ["a".repeat(65), 0],
        ["a", -1],
        ["a", 0.5],
      ] as const) {
        await expect(stage(upload, start, pattern(1))).rejects.toThrow(TypeError);
        await expect(store.openPart(upload, start)).rejects.toThrow(TypeError);
      }
      await expect(store.deleteParts("..")).rejects.toThrow(TypeError);
    });
  });
}
