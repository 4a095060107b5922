import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bfloat16FromFloats, bytesFromHalves, float16FromFloats } from "../../src/formats/half.js";
import { readReference } from "../support/reference.js";

const conversions = { float16: float16FromFloats, bfloat16: bfloat16FromFloats };
/** Bits of exponent and of fraction. */
const widths = { float16: [5, 10], bfloat16: [8, 7] } as const;
const types = ["float16", "bfloat16"] as const;

const floatOf = (bits: number) => new Float32Array(Uint32Array.of(bits).buffer);
const bitsOf = (value: number) => new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;

/** The number that 16 bits stand for, by the definition of the format; for those that are no NaN. */
function decode(type: (typeof types)[number], bits: number): number {
  const [exponentBits, fractionBits] = widths[type];
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = (bits >> fractionBits) & (2 ** exponentBits - 1);
  const fraction = (bits & (2 ** fractionBits - 1)) / 2 ** fractionBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponent === 2 ** exponentBits - 1) {
    return sign * Infinity;
  }
  return sign * (exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias));
}

describe.each(types)("float32 to %s", (type) => {
  const convert = (bits: number) => conversions[type](floatOf(bits))[0] ?? 0;
  const [exponentBits, fractionBits] = widths[type];
  const infinity = (2 ** exponentBits - 1) << fractionBits;
  const isNaN16 = (bits: number) => (bits & 0x7fff) > infinity;

  it("equals PyTorch's conversion", () => {
    const reference = readReference("halves");
    const low = reference.tensor("low");
    const bits = Uint32Array.from(reference.tensor("high"), (high, i) => high * 2 ** 16 + (low[i] ?? 0));
    const expected = reference.tensor(type);
    const halves = conversions[type](new Float32Array(bits.buffer));
    expect(halves).toHaveLength(expected.length);
    halves.forEach((half, i) => {
      const name = `0x${(bits[i] ?? 0).toString(16)}`;
      // Only which NaN it is may differ: processors and libraries each have their own.
      expect(isNaN16(half), name).toBe(isNaN16(expected[i] ?? 0));
      expect(isNaN16(half) || half === expected[i], name).toBe(true);
    });
  });

  it("keeps every number that it can hold", () => {
    const numbers = Array.from({ length: 2 ** 16 }, (_, bits) => bits).filter((bits) => !isNaN16(bits));
    const values = Float32Array.from(numbers, (bits) => decode(type, bits));
    expect([...conversions[type](values)]).toEqual(numbers);
  });

  it("takes the nearest number, of two the even one", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: infinity - 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (lower, at) => {
          // One step past the greatest number would be infinity; rounding works as if it were a number.
          const [from, to] = [
            decode(type, lower),
            2 * decode(type, lower) - decode(type, Math.max(lower - 1, 0)),
          ];
          const above = lower + 1 === infinity ? to : decode(type, lower + 1);
          const value = Math.fround(from + at * (above - from));
          const [down, up] = [value - from, above - value];
          const nearest = down < up || (down === up && lower % 2 === 0) ? lower : lower + 1;
          expect(convert(bitsOf(value))).toBe(nearest);
          expect(convert(bitsOf(-value))).toBe(nearest | 0x8000);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("rounds ties to even", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: infinity - 2 }), (lower) => {
        const middle = (decode(type, lower) + decode(type, lower + 1)) / 2;
        // Below float32's own least number there is no middle.
        if (Math.fround(middle) === middle) {
          expect(convert(bitsOf(middle))).toBe(lower + (lower % 2));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("makes infinity of what is too large, and keeps infinity and NaN with their signs", () => {
    expect(convert(0x7f7fffff)).toBe(infinity);
    expect(convert(0xff7fffff)).toBe(infinity | 0x8000);
    expect(convert(0x7f800000)).toBe(infinity);
    expect(convert(0xff800000)).toBe(infinity | 0x8000);
    fc.assert(
      fc.property(fc.integer({ min: 0x7f800001, max: 0x7fffffff }), (bits) => {
        expect(isNaN16(convert(bits))).toBe(true);
        expect(convert(bits) < 0x8000).toBe(true);
        expect(isNaN16(convert(bits + 2 ** 31))).toBe(true);
        expect(convert(bits + 2 ** 31) >= 0x8000).toBe(true);
      }),
    );
  });
});

it("a file's bytes have the lower half first", () => {
  expect([...bytesFromHalves(Uint16Array.of(0x1234, 0xabcd))]).toEqual([0x34, 0x12, 0xcd, 0xab]);
});
