import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseIdx, writeIdx } from "../../src/formats/index.js";
import { expectInputError } from "../support/errors.js";

describe("IDX files", () => {
  it("of images and of labels are read as MNIST's description gives them", () => {
    const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);
    expect(parseIdx(images)).toEqual({
      type: "uint8",
      dims: [1, 2, 3],
      data: Uint8Array.of(1, 2, 3, 4, 5, 6),
    });
    const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 9, 7);
    expect(parseIdx(labels)).toEqual({ type: "uint8", dims: [2], data: Uint8Array.of(9, 7) });
  });

  it("come back as they were written", () => {
    const file = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }).chain((dims) => {
      const size = dims.reduce((a, b) => a * b, 1);
      return fc.tuple(fc.constant(dims), fc.uint8Array({ minLength: size, maxLength: size }));
    });
    fc.assert(
      fc.property(file, ([dims, data]) => {
        expect(parseIdx(writeIdx(dims, data))).toEqual({ type: "uint8", dims, data });
      }),
    );
  });

  it("are read from the middle of a larger buffer", () => {
    const whole = Uint8Array.of(255, 0, 0, 8, 1, 0, 0, 0, 1, 42, 255);
    expect(parseIdx(whole.subarray(1, 10))).toEqual({ type: "uint8", dims: [1], data: Uint8Array.of(42) });
  });
});

describe("a hostile IDX file is refused", () => {
  const big = [255, 255, 255, 255];
  const attacks: [string, number[], RegExp][] = [
    ["empty", [], /does not start with/],
    ["three bytes", [0, 0, 8], /does not start with/],
    ["another format", [0x89, 0x50, 0x4e, 0x47], /does not start with/],
    ["gzip, not decompressed", [0x1f, 0x8b, 8, 0], /compressed with gzip/],
    ["floats", [0, 0, 0x0d, 1, 0, 0, 0, 1, 0, 0, 0, 0], /type 0xd; only unsigned bytes/],
    ["no dimensions", [0, 0, 8, 0, 1], /0 dimensions/],
    ["255 dimensions", [0, 0, 8, 255], /255 dimensions/],
    ["cut short in its header", [0, 0, 8, 3, 0, 0, 0, 1, 0], /cut short inside its header/],
    ["cut short in its values", [0, 0, 8, 1, 0, 0, 0, 3, 1, 2], /call for 3 values, but 2 bytes follow/],
    ["one byte too long", [0, 0, 8, 1, 0, 0, 0, 1, 1, 2], /call for 1 values, but 2 bytes follow/],
    ["a dimension of 0", [0, 0, 8, 2, ...big, 0, 0, 0, 0], /is 0/],
    ["dimensions past exact counting", [0, 0, 8, 4, ...big, ...big, ...big, ...big, 1], /but 1 bytes follow/],
  ];

  it.each(attacks)("%s", async (_, bytes, message) => {
    await expectInputError(() => parseIdx(Uint8Array.from(bytes)), "invalid-dataset", message);
  });

  it("any bytes are read wholly or refused with an InputError", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (tail) => {
        const bytes = Uint8Array.from([0, 0, 8, ...tail]);
        try {
          const { dims, data } = parseIdx(bytes);
          expect(data.byteLength).toBe(dims.reduce((a, b) => a * b, 1));
        } catch (error) {
          expect(error).toMatchObject({ name: "InputError" });
        }
      }),
    );
  });
});

it("writing refuses values that do not fill the dimensions", () => {
  expect(() => writeIdx([2, 2], new Uint8Array(3))).toThrow(/3 bytes cannot be written as \[2,2\]/);
});
