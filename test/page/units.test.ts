import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, duration, milliseconds, percent, short } from "../../src/page/model/units.js";

describe("numbers for people", () => {
  it("have three digits and a power of 1000", () => {
    const written = [0, 7, 999, 1000, 1234, 999_999, 12_345_678, 2e9, 1e15, 0.25].map(short);
    expect(written).toEqual([
      "0",
      "7",
      "999",
      "1.00 k",
      "1.23 k",
      "1.00 M",
      "12.3 M",
      "2.00 G",
      "1.00e+3 T",
      "0.250",
    ]);
  });

  it("are within half a percent of what they say", () => {
    const powers: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e14, noNaN: true }), (value) => {
        const [digits, power = ""] = short(value).split(" ");
        const read = Number(digits) * (powers[power] ?? NaN);
        expect(Math.abs(read - value) / value).toBeLessThan(0.005);
      }),
    );
  });

  it("tell bytes, shares and times", () => {
    expect([bytes(12), bytes(1_830_000)]).toEqual(["12 B", "1.83 MB"]);
    expect(percent(0.8907)).toBe("89.1 %");
    expect([milliseconds(1.234), milliseconds(123.4)]).toEqual(["1.23 ms", "123 ms"]);
    expect([duration(12.4), duration(125), duration(3900)]).toEqual(["12 s", "2 min 5 s", "1 h 5 min"]);
  });
});
