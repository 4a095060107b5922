import fc from "fast-check";
import { expect, it } from "vitest";
import {
  bytesAccess,
  joinSegments,
  segmentsLength,
  sliceSegments,
  type Segment,
} from "../../src/formats/index.js";

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
    ...(s.kind === "bytes" ? s.bytes : stored.subarray(s.offset, s.offset + s.length)),
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
