import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bytesAccess,
  joinSegments,
  segmentsLength,
  sliceSegments,
  type Segment,
} from "../../src/formats/index.js";
import { doubledSegment } from "../support/segments.js";

const stored = Uint8Array.from({ length: 60 }, (_, i) => i);
const anyFile = fc.array(
  fc.oneof<fc.Arbitrary<Segment>[]>(
    fc.uint8Array({ maxLength: 5 }).map((bytes) => ({ kind: "bytes", bytes })),
    fc.tuple(fc.nat(50), fc.nat(10)).map(([offset, length]) => ({ kind: "range", offset, length })),
  ),
  { maxLength: 8 },
);
const bytesOf = (segments: readonly Segment[]) =>
  segments.flatMap((s) => [
    ...(s.kind === "range"
      ? stored.subarray(s.offset, s.offset + s.length)
      : s.kind === "bytes"
        ? s.bytes
        : []),
  ]);

it("joining keeps the bytes and leaves no ranges that touch", () => {
  fc.assert(
    fc.property(anyFile, (segments) => {
      const joined = joinSegments(segments);
      expect(bytesOf(joined)).toEqual(bytesOf(segments));
      joined.slice(1).forEach((segment, i) => {
        const before = joined[i];
        if (before?.kind === "range" && segment.kind === "range") {
          expect(before.offset + before.length).not.toBe(segment.offset);
        }
      });
    }),
  );
});

it("joining makes one range of those that touch, and drops what is empty", () => {
  expect(
    joinSegments([
      { kind: "range", offset: 3, length: 2 },
      { kind: "bytes", bytes: new Uint8Array(0) },
      { kind: "range", offset: 5, length: 4 },
      { kind: "range", offset: 3, length: 2 },
    ]),
  ).toEqual([
    { kind: "range", offset: 3, length: 6 },
    { kind: "range", offset: 3, length: 2 },
  ]);
});

it("a slice has the bytes between its ends", () => {
  fc.assert(
    fc.property(anyFile, fc.nat(), fc.nat(), (segments, a, b) => {
      const length = segmentsLength(segments);
      const end = a % (length + 1);
      const start = b % (end + 1);
      const slice = sliceSegments(segments, start, end);
      expect(bytesOf(slice)).toEqual(bytesOf(segments).slice(start, end));
      expect(segmentsLength(slice)).toBe(end - start);
    }),
  );
});

it("bytes in memory refuse reads past their end", async () => {
  const access = bytesAccess(stored);
  expect(await access.read(58, 2)).toEqual(Uint8Array.of(58, 59));
  await expect(access.read(58, 3)).rejects.toThrow(RangeError);
  await expect(access.read(-1, 1)).rejects.toThrow(RangeError);
});

describe("a computed segment", () => {
  it("gives the same bytes wherever it is cut, and cut again", async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(fc.nat(40), fc.nat(40), fc.nat(40), fc.nat(40)), async (cuts) => {
        const segments: Segment[] = [
          { kind: "bytes", bytes: Uint8Array.of(9, 8) },
          doubledSegment(5, 30),
          doubledSegment(35, 10),
        ];
        const [a, b, c, d] = cuts;
        const once = sliceSegments(segments, Math.min(a, b), Math.max(a, b));
        const length = segmentsLength(once);
        const [from, to] = [Math.min(c, d) % (length + 1), Math.max(c, d) % (length + 1)];
        const twice = sliceSegments(once, Math.min(from, to), Math.max(from, to));
        const parts = twice.map(async (segment) => {
          if (segment.kind === "bytes") {
            return segment.bytes;
          }
          return segment.kind === "computed"
            ? await segment.compute(bytesAccess(stored), 0, segment.length)
            : stored.subarray(0, 0);
        });
        const expected = [9, 8, ...stored.subarray(5, 45).map((byte) => 2 * byte)]
          .slice(Math.min(a, b), Math.max(a, b))
          .slice(Math.min(from, to), Math.max(from, to));
        expect([...Buffer.concat(await Promise.all(parts))]).toEqual(expected);
      }),
    );
  });

  it("is kept by joining, unless it is empty", () => {
    const segment = doubledSegment(0, 3);
    expect(joinSegments([segment, doubledSegment(0, 0), segment])).toEqual([segment, segment]);
  });
});
