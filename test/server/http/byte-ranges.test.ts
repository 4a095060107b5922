import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_RANGES, requestedRanges } from "../../../src/server/http/byte-ranges.js";

/** What a header of ranges asks for, byte by byte, as RFC 9110 has it. */
function bytesAsked(ranges: readonly (readonly [number | undefined, number | undefined])[], size: number) {
  const asked = new Set<number>();
  for (const [first, last] of ranges) {
    for (let at = 0; at < size; at++) {
      const isIn = first === undefined ? at >= size - (last ?? 0) : at >= first && at <= (last ?? size);
      if (isIn) asked.add(at);
    }
  }
  return [...asked].sort((a, b) => a - b);
}

const oneRange = fc.oneof(
  fc.tuple(fc.nat(60), fc.nat(60)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
  fc.nat(60).map((first) => [first, undefined] as const),
  fc.nat(60).map((length) => [undefined, length] as const),
);

describe("the ranges of a request", () => {
  it("hold exactly the bytes asked for, each once, and none is empty", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(oneRange, { minLength: 1, maxLength: 6 }),
        (size, list) => {
          const header = `bytes=${list.map(([first, last]) => `${first ?? ""}-${last ?? ""}`).join(", ")}`;
          const expected = bytesAsked(list, size);
          if (expected.length === 0) {
            expect(() => requestedRanges(header, size)).toThrow(/no byte asked for/);
            return;
          }
          const ranges = requestedRanges(header, size) ?? [];
          expect(ranges.every(({ start, end }) => start < end)).toBe(true);
          const given = ranges.flatMap(({ start, end }) =>
            Array.from({ length: end - start }, (_, i) => start + i),
          );
          expect(given.sort((a, b) => a - b)).toEqual(expected);
        },
      ),
    );
  });

  it("are in the order asked, those that overlap or touch made one", () => {
    expect(requestedRanges("bytes=8-9,0-3,2-5,6-6", 20)).toEqual([
      { start: 8, end: 10 },
      { start: 0, end: 7 },
    ]);
  });

  it("are the whole file for a suffix longer than it", () => {
    expect(requestedRanges("bytes=-99999999999999999999", 20)).toEqual([{ start: 0, end: 20 }]);
  });

  it.each([
    undefined,
    "",
    "bytes",
    "bytes=",
    "bytes=,",
    "items=0-1",
    "bytes=a-b",
    "bytes=5-3",
    "bytes=0-1,5-3",
    "bytes=--1",
    "bytes=0-1;2-3",
    "bytes=1 2-3",
  ])("are ignored in %j", (header) => {
    expect(requestedRanges(header, 20)).toBeUndefined();
  });

  it.each(["bytes=20-", "bytes=-0", "bytes=99-100, 30-"])(
    "are refused in %s, which asks for nothing there is",
    (header) => {
      expect(() => requestedRanges(header, 20)).toThrow(/no byte asked for is in the 20/);
    },
  );

  it("are refused if they are more than a client has use for", () => {
    const many = (count: number) =>
      `bytes=${Array.from({ length: count }, (_, i) => `${2 * i}-${2 * i}`).join(",")}`;
    expect(requestedRanges(many(MAX_RANGES), 1000)).toHaveLength(MAX_RANGES);
    expect(() => requestedRanges(many(MAX_RANGES + 1), 1000)).toThrow(/33 ranges are over the limit of 32/);
  });
});
