import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeExpansion, type LendingSource } from "../../src/expander/index.js";
import type { RandomAccess, Segment } from "../../src/formats/index.js";

const stored = Uint8Array.from({ length: 300 }, (_, i) => i % 251);
const anySegment: fc.Arbitrary<Segment> = fc.oneof(
  fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ kind: "bytes" as const, bytes })),
  fc.tuple(fc.nat(250), fc.nat(50)).map(([offset, length]) => ({ kind: "range" as const, offset, length })),
  fc.tuple(fc.nat(200), fc.nat(50)).map(([offset, length]) => ({
    kind: "computed" as const,
    length,
    compute: async (source: RandomAccess, start: number, end: number) =>
      (await source.read(offset + start, end - start)).map((byte) => 255 - byte),
  })),
);

function whole(segments: readonly Segment[]): Buffer {
  return Buffer.concat(
    segments.map((s) => {
      switch (s.kind) {
        case "bytes":
          return s.bytes;
        case "range":
          return stored.subarray(s.offset, s.offset + s.length);
        case "computed":
          return Buffer.alloc(s.length);
      }
    }),
  );
}

/** What is lent and not given back yet is counted; what was given back is spoilt, so that using it shows. */
function lending(options: {
  chunkBytes: number;
  readAhead: number;
  most: number;
  late: (at: number) => boolean;
}) {
  const counts = { out: 0, most: 0 };
  const source: LendingSource = {
    size: stored.byteLength,
    chunkBytes: options.chunkBytes,
    readAhead: options.readAhead,
    read: (offset, length) => Promise.resolve(stored.slice(offset, offset + length)),
    borrow(offset, length) {
      const bytes = stored.slice(offset, offset + Math.min(length, options.most));
      counts.most = Math.max(counts.most, ++counts.out);
      const release = () => {
        counts.out--;
        bytes.fill(255);
      };
      const lent = { bytes, release };
      return options.late(offset) ? Promise.resolve().then(() => lent) : lent;
    },
  };
  return { source, counts };
}

const never = new AbortController().signal;

describe("writing an expansion", () => {
  it("gives the bytes that the segments describe, and gives back all that was lent", async () => {
    const kinds = fc.record({
      chunkBytes: fc.integer({ min: 1, max: 60 }),
      readAhead: fc.integer({ min: 1, max: 5 }),
      most: fc.integer({ min: 1, max: 60 }),
      late: fc.func(fc.boolean()),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anySegment, { maxLength: 8 }), kinds, async (segments, kind) => {
        const { source, counts } = lending(kind);
        const written: Buffer[] = [];
        const write = async (pieces: readonly Uint8Array[]) => {
          await Promise.resolve();
          written.push(...pieces.map((piece) => Buffer.from(piece)));
        };
        await writeExpansion(segments, source, write, never);
        const expected = await Promise.all(
          segments.map(async (s) => (s.kind === "computed" ? s.compute(source, 0, s.length) : whole([s]))),
        );
        expect(Buffer.concat(written)).toEqual(Buffer.concat(expected));
        expect(counts.out).toBe(0);
      }),
    );
  });

  it("reads no further than a batch and what it reads ahead", async () => {
    const { source, counts } = lending({ chunkBytes: 10, readAhead: 3, most: 10, late: () => true });
    const write = async () => {
      await Promise.resolve();
      expect(counts.out).toBeLessThanOrEqual(4);
    };
    await writeExpansion([{ kind: "range", offset: 0, length: 300 }], source, write, never);
    expect(counts).toEqual({ out: 0, most: 4 });
  });

  it("writes nothing before the first byte of the source is there", async () => {
    const gone = new Error("gone");
    const { source } = lending({ chunkBytes: 10, readAhead: 1, most: 10, late: () => true });
    const failing: LendingSource = { ...source, borrow: () => Promise.reject(gone) };
    let written = 0;
    const write = (pieces: readonly Uint8Array[]) => {
      written += pieces.length;
      return Promise.resolve();
    };
    const segments: Segment[] = [
      { kind: "bytes", bytes: stored.subarray(0, 3) },
      { kind: "range", offset: 0, length: 30 },
    ];
    await expect(writeExpansion(segments, failing, write, never)).rejects.toBe(gone);
    expect(written).toBe(0);
  });

  it.each(["reading", "writing"])(
    "ends when it is told to in the middle of %s, and keeps nothing",
    async (where) => {
      const { source, counts } = lending({ chunkBytes: 10, readAhead: 2, most: 10, late: () => true });
      const control = new AbortController();
      const left = new Error("the client left");
      let arrive: () => void = () => undefined;
      const slow: LendingSource = {
        ...source,
        borrow: (offset, length) => {
          const lent = source.borrow(offset, length);
          return offset < 20 || where === "writing"
            ? lent
            : new Promise((resolve) => {
                arrive = () => {
                  resolve(lent);
                };
                control.abort(left);
              });
        },
      };
      const write = () => {
        if (where === "writing") {
          control.abort(left);
          return new Promise<void>(() => undefined);
        }
        return Promise.resolve();
      };
      const done = writeExpansion([{ kind: "range", offset: 0, length: 300 }], slow, write, control.signal);
      await expect(done).rejects.toBe(left);
      arrive();
      await expect.poll(() => counts.out).toBe(0);
    },
  );

  it("fails rather than write a wrong body", async () => {
    const { source } = lending({ chunkBytes: 10, readAhead: 1, most: 10, late: () => false });
    const wrong = (bytes: Uint8Array): LendingSource => ({
      ...source,
      borrow: () => ({ bytes, release: () => undefined }),
    });
    const range: Segment[] = [{ kind: "range", offset: 0, length: 10 }];
    const write = () => Promise.resolve();
    for (const bytes of [new Uint8Array(0), new Uint8Array(11)]) {
      await expect(writeExpansion(range, wrong(bytes), write, never)).rejects.toThrow(
        /bytes where 10 were asked/,
      );
    }
    const computed: Segment[] = [
      { kind: "computed", length: 10, compute: () => Promise.resolve(new Uint8Array(9)) },
    ];
    await expect(writeExpansion(computed, source, write, never)).rejects.toThrow(/has 9 bytes where 10/);
  });
});
