import { describe, expect, it } from "vitest";
import { streamAhead } from "../../src/registry/blobs/stream-ahead.js";
import type { OpenBlob } from "../../src/registry/index.js";
import { collect, pattern } from "./blob-bytes.js";

const MiB = 1024 ** 2;
const bytes = pattern(9 * MiB, 7);

/** A blob whose parts come late, the later ones first; part `fail` does not. */
function blobOf(readAhead: number | undefined, fail = -1) {
  const counts = { under: 0, most: 0, reads: 0 };
  const blob: OpenBlob = {
    size: bytes.byteLength,
    ...(readAhead === undefined ? {} : { readAhead }),
    read: async (offset, length) => {
      const turn = counts.reads++;
      counts.most = Math.max(counts.most, ++counts.under);
      // The later ones come first.
      for (let turns = 10 * (5 - (turn % 5)); turns > 0; turns--) {
        await Promise.resolve();
      }
      counts.under--;
      if (turn === fail) {
        throw new Error("gone");
      }
      return bytes.subarray(offset, offset + length);
    },
    readInto: () => Promise.reject(new Error("not asked for")),
    stream: () => {
      throw new Error("not asked for");
    },
    close: () => Promise.resolve(),
  };
  return { blob, counts };
}

describe("streamAhead", () => {
  it.each([undefined, 1, 4])("gives all bytes in order, %s parts at once", async (readAhead) => {
    const { blob, counts } = blobOf(readAhead);
    expect((await collect(streamAhead(blob))).equals(bytes)).toBe(true);
    expect(counts).toEqual({ under: 0, most: readAhead ?? 1, reads: 5 });
  });

  it.each([0, 2, 4])(
    "rejects with what reading part %i does, and leaves no other rejection",
    async (part) => {
      await expect(collect(streamAhead(blobOf(4, part).blob))).rejects.toThrow("gone");
    },
  );

  it("asks for no more once it is ended early", async () => {
    const { blob, counts } = blobOf(2);
    for await (const first of streamAhead(blob)) {
      expect(first.byteLength).toBe(2 * MiB);
      break;
    }
    expect(counts.reads).toBe(3);
  });
});
