import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readQuantity, showQuantity, type Unit } from "../../../src/expander/budget/quantity.js";
import { InputError } from "../../../src/model/index.js";
import { expectInputError } from "../../support/errors.js";

describe("a quantity", () => {
  it.each([
    ["15M", "parameters", 15_000_000],
    ["1.5k", "parameters", 1500],
    ["1.1k", "parameters", 1100],
    ["7B", "parameters", 7_000_000_000],
    ["86 Mparams", "parameters", 86_000_000],
    ["1e6", "parameters", 1_000_000],
    ["2GFLOP", "FLOPs", 2_000_000_000],
    ["2GFLOPs", "FLOPs", 2_000_000_000],
    ["17.56 gflops", "FLOPs", 17_560_000_000],
    ["300M", "FLOPs", 300_000_000],
    ["60MB", "bytes", 60_000_000],
    ["60MiB", "bytes", 60 * 1024 * 1024],
    ["60Mi", "bytes", 60 * 1024 * 1024],
    ["1.5kB", "bytes", 1500],
    ["60b", "bytes", 60],
    ["100", "bytes", 100],
    ["1.5GiB", "bytes", 1.5 * 1024 ** 3],
    ["5", "ms", 5],
    ["4.5ms", "ms", 4.5],
    [".5 ms", "ms", 0.5],
  ] as const)("is read from %s of %s as %d", (text, unit, value) => {
    expect(readQuantity("max", text, unit)).toBe(value);
  });

  it.each([
    ["", "bytes"],
    ["0", "bytes"],
    ["-5", "bytes"],
    ["MB", "bytes"],
    ["60Mbit", "bytes"],
    ["60MFLOP", "bytes"],
    ["60MiB", "parameters"],
    ["15,000", "parameters"],
    ["15_000", "parameters"],
    ["1e400", "parameters"],
    ["9e18", "bytes"],
    ["Infinity", "FLOPs"],
    ["0x10", "FLOPs"],
    ["5s", "ms"],
    ["5k", "ms"],
    ["1.2.3", "ms"],
    ["1  k", "parameters"],
    ["１５M", "parameters"],
  ] as const)("is refused, with what to write instead, if it is %j of %s", async (text, unit) => {
    const read = () => readQuantity("maxIt", text, unit);
    const error = await expectInputError(read, "invalid-request", /^maxIt must be a number of/);
    expect(error).toMatchObject({ field: "maxIt", value: text });
    expect(error.fix).toMatch(/^Give maxIt such as /);
  });

  const powers = { "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

  it("is its number times its prefix, in any case, with or without unit and space", () => {
    const given = fc.record({
      number: fc.integer({ min: 1, max: 8000 }),
      prefix: fc.constantFrom(...Object.entries(powers)),
      suffix: fc.constantFrom("", "B", "bytes"),
      space: fc.constantFrom("", " "),
      case: fc.constantFrom("toLowerCase", "toUpperCase", "toString" as const),
    });
    fc.assert(
      fc.property(given, ({ number, prefix: [prefix, power], suffix, space, case: change }) => {
        const text = `${number}${space}${`${prefix}${suffix}`[change]()}`;
        expect(readQuantity("max", text, "bytes")).toBe(number * power);
      }),
    );
  });

  it("is exact for every decimal fraction that makes a whole number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (value) => {
        const text = `${Math.floor(value / 1e6)}.${String(value % 1e6).padStart(6, "0")}M`;
        expect(readQuantity("max", text, "parameters")).toBe(value);
      }),
    );
  });

  it("is a number above 0 or an error that helps, whatever is written", () => {
    const units: Unit[] = ["parameters", "FLOPs", "bytes", "ms"];
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9.eE+ kMGTiBbFLOPsm]{1,12}$/));
    fc.assert(
      fc.property(text, fc.constantFrom(...units), (text, unit) => {
        try {
          const value = readQuantity("max", text, unit);
          expect(value > 0 && value <= Number.MAX_SAFE_INTEGER).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });

  it("is shown with its unit", () => {
    expect(showQuantity(12_345_678, "bytes")).toBe("12,345,678 bytes");
    expect(showQuantity(4.7512, "ms")).toBe("4.75 ms");
  });
});
