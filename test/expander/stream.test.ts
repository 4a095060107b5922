import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { finished } from "node:stream/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expansionStream, type StreamSource } from "../../src/expander/index.js";
import { bytesAccess, CHUNK_BYTES, segmentsLength, type Segment } from "../../src/formats/index.js";
import { doubledSegment } from "../support/segments.js";
import { bytesSource, fileSource } from "../support/sources.js";

const stored = Uint8Array.from({ length: 300 }, (_, i) => i % 251);
const anySegment: fc.Arbitrary<Segment> = fc.oneof(
  fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ kind: "bytes" as const, bytes })),
  fc.tuple(fc.nat(250), fc.nat(50)).map(([offset, length]) => ({ kind: "range" as const, offset, length })),
  fc.tuple(fc.nat(250), fc.nat(50)).map(([offset, length]) => doubledSegment(offset, length)),
);
const anyFile = fc.array(anySegment, { maxLength: 8 });

async function whole(segments: readonly Segment[]): Promise<Buffer> {
  const parts = segments.map(async (segment) => {
    switch (segment.kind) {
      case "bytes":
        return segment.bytes;
      case "range":
        return stored.subarray(segment.offset, segment.offset + segment.length);
      case "computed":
        return await segment.compute(bytesAccess(stored), 0, segment.length);
    }
  });
  return Buffer.concat(await Promise.all(parts));
}

describe("the stream of an expansion", () => {
  it("gives the bytes that the segments describe", async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, async (segments) => {
        expect(await buffer(expansionStream(segments, bytesSource(stored)))).toEqual(await whole(segments));
      }),
    );
  });

  it("gives in two parts what it gives whole, wherever it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, fc.nat(), fc.nat(), async (segments, a, b) => {
        const length = segmentsLength(segments);
        const end = a % (length + 1);
        const cut = b % (end + 1);
        const part = (start: number, stop: number) =>
          buffer(expansionStream(segments, bytesSource(stored), { start, end: stop }));
        expect(Buffer.concat([await part(0, cut), await part(cut, end), await part(end, length)])).toEqual(
          await whole(segments),
        );
      }),
    );
  });

  it("refuses a range outside of it at once", () => {
    const segments: Segment[] = [{ kind: "range", offset: 0, length: 10 }];
    for (const range of [
      { start: -1, end: 2 },
      { start: 3, end: 2 },
      { start: 0, end: 11 },
      { start: 0.5, end: 2 },
      { start: NaN, end: 2 },
    ]) {
      expect(() => expansionStream(segments, bytesSource(stored), range)).toThrow(RangeError);
    }
  });
});

describe("a large expansion", () => {
  const size = 5 * CHUNK_BYTES + 123;
  const segments: Segment[] = [
    { kind: "bytes", bytes: Buffer.from("head") },
    { kind: "range", offset: 1, length: size - 1 },
    { kind: "range", offset: 7, length: 2 * CHUNK_BYTES },
  ];
  let folder = "";
  let path = "";
  const content = Buffer.alloc(size, "the quick brown fox jumps over the lazy dog. ");

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "expander-"));
    path = join(folder, "stored");
    await writeFile(path, content);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("comes from a file as it is, and leaves nothing open", async () => {
    const source = await fileSource(path);
    const bytes = await buffer(expansionStream(segments, source));
    expect(
      bytes.equals(
        Buffer.concat([Buffer.from("head"), content.subarray(1), content.subarray(7, 7 + 2 * CHUNK_BYTES)]),
      ),
    ).toBe(true);
    expect(source.streams.map((stream) => stream.closed)).toEqual([true, true]);
  });

  it("closes the file when its consumer stops early", async () => {
    const source = await fileSource(path);
    for await (const chunk of expansionStream(segments, source)) {
      if (chunk !== undefined && source.streams.length > 0) {
        break;
      }
    }
    expect(source.streams.map((stream) => stream.destroyed)).toEqual([true]);
  });

  it("closes the file when it is destroyed, as by a client that goes away", async () => {
    const source = await fileSource(path);
    const stream = expansionStream(segments, source, { start: 4, end: size });
    await new Promise<void>((resolve) => stream.once("readable", resolve));
    stream.destroy();
    await finished(stream).catch(() => undefined);
    expect(source.streams.map((opened) => opened.destroyed)).toEqual([true]);
  });

  it("is read only as far as its consumer has come", async () => {
    let given = 0;
    const inner = bytesSource(content);
    const counting: StreamSource = {
      ...inner,
      async *stream(offset, length) {
        for await (const chunk of inner.stream(offset, length)) {
          given += chunk.byteLength;
          yield chunk;
        }
      },
    };
    const stream = expansionStream(segments, counting);
    let taken = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      taken += chunk.byteLength;
      // What a Readable keeps ahead, and a chunk on its way into it.
      expect(given - taken).toBeLessThan(4 * 64 * 1024);
    }
    expect(taken).toBe(segmentsLength(segments));
  });
});

describe("a computed segment", () => {
  const content = Buffer.alloc(2 * CHUNK_BYTES + 5, "the quick brown fox jumps over the lazy dog. ");

  it("is asked for in chunks, in order", async () => {
    const asked: [number, number][] = [];
    const inner = doubledSegment(0, content.byteLength);
    const segment: Segment = {
      ...inner,
      compute(source, start, end) {
        asked.push([start, end]);
        return inner.compute(source, start, end);
      },
    };
    const bytes = await buffer(expansionStream([segment], bytesSource(content)));
    expect(bytes.equals(content.map((byte) => 2 * byte))).toBe(true);
    expect(asked).toEqual([
      [0, CHUNK_BYTES],
      [CHUNK_BYTES, 2 * CHUNK_BYTES],
      [2 * CHUNK_BYTES, content.byteLength],
    ]);
  });

  it("fails the stream when it fails, or gives another number of bytes", async () => {
    const gone = new Error("blob is gone");
    const failing: Segment = { kind: "computed", length: 4, compute: () => Promise.reject(gone) };
    await expect(buffer(expansionStream([failing], bytesSource(content)))).rejects.toBe(gone);
    const short: Segment = {
      kind: "computed",
      length: 4,
      compute: () => Promise.resolve(new Uint8Array(3)),
    };
    await expect(buffer(expansionStream([short], bytesSource(content)))).rejects.toThrow(
      /has 3 bytes where 4 were asked for/,
    );
  });
});

describe("a source that fails", () => {
  const long = 2 * CHUNK_BYTES;
  const segments: Segment[] = [{ kind: "range", offset: 0, length: long }];
  const streaming = (stream: StreamSource["stream"]): StreamSource => ({
    ...bytesSource(new Uint8Array(long)),
    stream,
  });

  it("fails the stream with its own error", async () => {
    const gone = new Error("blob is gone");
    const inStream = streaming(() => Readable.from([Buffer.alloc(10)], { objectMode: false }).destroy(gone));
    await expect(buffer(expansionStream(segments, inStream))).rejects.toBe(gone);
    const inRead: StreamSource = { ...bytesSource(stored), read: () => Promise.reject(gone) };
    await expect(buffer(expansionStream([{ kind: "range", offset: 0, length: 4 }], inRead))).rejects.toBe(
      gone,
    );
  });

  it.each([
    [long - 1, /gave 1 bytes fewer than/],
    [long + 1, /gave more than/],
  ])("by giving %d bytes fails the stream, rather than send a wrong body", async (length, message) => {
    const wrong = streaming(() => Readable.from([Buffer.alloc(length)], { objectMode: false }));
    await expect(buffer(expansionStream(segments, wrong))).rejects.toThrow(message);
  });

  it("by giving a short read fails the stream", async () => {
    const short: StreamSource = { ...bytesSource(stored), read: () => Promise.resolve(new Uint8Array(3)) };
    await expect(buffer(expansionStream([{ kind: "range", offset: 0, length: 4 }], short))).rejects.toThrow(
      /gave 3 bytes where 4 were asked for/,
    );
  });

  it("by never answering is still closed when the consumer goes away", async () => {
    const silent = new Readable({ read: () => undefined });
    const stream = expansionStream(
      segments,
      streaming(() => silent),
    );
    stream.read();
    await Promise.resolve();
    stream.destroy();
    await finished(stream).catch(() => undefined);
    expect(silent.destroyed).toBe(true);
  });
});
