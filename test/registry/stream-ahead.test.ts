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
    readInto: async (target, offset) => {
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
      target.set(bytes.subarray(offset, offset + target.byteLength));
    },
    read: () => Promise.reject(new Error("not asked for")),
    stream: () => {
      throw new Error("not asked for");
    },
    close: () => Promise.resolve(),
  };
  return { blob, counts };
}

/** Copies: a part's memory is used again. */
async function* copied(parts: AsyncIterable<Uint8Array>) {
  for await (const part of parts) {
    yield Uint8Array.from(part);
  }
}

describe("streamAhead", () => {
  it.each([undefined, 1, 4])("gives all bytes in order, %s parts at once", async (readAhead) => {
    const { blob, counts } = blobOf(readAhead);
    expect((await collect(copied(streamAhead(blob)))).equals(bytes)).toBe(true);
    expect(counts).toEqual({ under: 0, most: readAhead ?? 1, reads: 5 });
  });

  it.each([0, 2, 4])(
    "rejects with what reading part %i does, and leaves no other rejection",
    async (part) => {
      await expect(collect(streamAhead(blobOf(4, part).blob))).rejects.toThrow("gone");
    },
  );

  it("takes as much memory as is on its way at once and with the consumer", async () => {
    const memory = new Set<ArrayBufferLike>();
    for await (const part of streamAhead(blobOf(2).blob)) {
      memory.add(part.buffer);
    }
    expect(memory.size).toBe(3);
  });

  it("asks for no more once it is ended early", async () => {
    const { blob, counts } = blobOf(2);
    for await (const first of streamAhead(blob)) {
      expect(first.byteLength).toBe(2 * MiB);
      break;
    }
    expect(counts.reads).toBe(3);
  });
});
