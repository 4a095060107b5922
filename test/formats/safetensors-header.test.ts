import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bytesAccess,
  MAX_HEADER_BYTES,
  MAX_TENSORS,
  readSafetensorsHeader,
  type RandomAccess,
} from "../../src/formats/index.js";
import { expectInputError } from "../support/errors.js";
import { rawFile, rawSafetensors } from "../support/files.js";

const read = (bytes: Uint8Array) => readSafetensorsHeader(bytesAccess(bytes));
const f32 = (shape: unknown, begin: unknown, end: unknown) => ({
  dtype: "F32",
  shape,
  data_offsets: [begin, end],
});

const u8 = '{"dtype":"U8","shape":[1],"data_offsets":[0,1]}';

describe("a sound safetensors header", () => {
  it("gives metadata and each tensor's place in the file, ordered by place", async () => {
    const bytes = rawSafetensors(
      { b: f32([2, 1], 4, 12), __metadata__: { format: "pt" }, a: f32([], 0, 4) },
      12,
    );
    const header = await read(bytes);
    const start = bytes.byteLength - 12;
    expect(header.metadata).toEqual({ format: "pt" });
    expect(header.dataStart).toBe(start);
    expect(header.size).toBe(bytes.byteLength);
    expect([...header.tensors]).toEqual([
      ["a", { dtype: "F32", shape: [], offset: start, length: 4 }],
      ["b", { dtype: "F32", shape: [2, 1], offset: start + 4, length: 8 }],
    ]);
  });

  it("may be padded with spaces, may have no metadata, and may have empty tensors", async () => {
    const header = await read(rawSafetensors(`${JSON.stringify({ a: f32([0, 5], 0, 0) })}    `));
    expect(header.metadata).toEqual({});
    expect(header.tensors.get("a")).toMatchObject({ shape: [0, 5], length: 0 });
  });

  it("may use any name, those of JavaScript's own properties among them", async () => {
    const bytes = rawSafetensors(
      '{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"7":{"dtype":"I64","shape":[1],"data_offsets":[1,9]}}',
      9,
    );
    expect([...(await read(bytes)).tensors.keys()]).toEqual(["__proto__", "7"]);
  });

  it("is all that is read of the file", async () => {
    const inner = bytesAccess(rawSafetensors({ a: f32([1024], 0, 4096) }, 4096));
    let bytesRead = 0;
    const counting: RandomAccess = {
      size: inner.size,
      read: (offset, length) => {
        bytesRead += length;
        return inner.read(offset, length);
      },
    };
    const { dataStart } = await readSafetensorsHeader(counting);
    expect(bytesRead).toBe(dataStart);
  });
});

describe("a hostile safetensors file is refused", () => {
  const file = (header: unknown, data = 0) => rawSafetensors(header, data);
  const attacks: [string, Uint8Array, RegExp][] = [
    ["an empty file", new Uint8Array(0), /has 0 bytes/],
    ["a file shorter than the header's length", new Uint8Array(7), /has 7 bytes/],
    ["a header longer than the file", rawSafetensors("{}", 0, 3n), /claims 3 bytes, but only 2 follow/],
    [
      "a header over the limit",
      rawSafetensors("{}", 0, BigInt(MAX_HEADER_BYTES) + 1n),
      /over the limit of 16777216/,
    ],
    ["a header of 2^64 - 1 bytes", rawSafetensors("{}", 0, 2n ** 64n - 1n), /claims 18446744073709551615/],
    ["a header of no bytes", file(""), /not well-formed JSON/],
    ["bytes that are not UTF-8", rawFile(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)), /not UTF-8/],
    ["a byte order mark", file("\ufeff{}"), /not well-formed JSON/],
    ["text that is not JSON", file("{'a': 1}"), /not well-formed JSON/],
    ["JSON followed by something", file("{}{}"), /not well-formed JSON/],
    ["an array", file("[]"), /not a JSON object/],
    ["null", file("null"), /not a JSON object/],
    ["a tensor named twice", file(`{"a":${u8},"a":${u8}}`, 1), /the key "a" stands twice/],
    [
      "a tensor named twice, once with an escape",
      file(`{"a":${u8},"\\u0061":${u8}}`, 1),
      /the key "a" stands twice/,
    ],
    [
      "a part of a tensor given twice",
      file('{"a":{"dtype":"U8","shape":[1],"shape":[1],"data_offsets":[0,1]}}', 1),
      /the key "shape" stands twice in "a"/,
    ],
    ["metadata given twice", file('{"__metadata__":{},"__metadata__":{}}'), /"__metadata__" stands twice/],
    ["half a surrogate pair", file(`{"\\ud800":${u8}}`, 1), /half a surrogate pair/],
    ["deep nesting", file(`{"a":${"[".repeat(9)}${"]".repeat(9)}}`), /nested more than 3 deep/],
    [
      "very deep nesting",
      file(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`),
      /nested more than 3 deep/,
    ],
    ["metadata that is no object", file({ __metadata__: "pt" }), /__metadata__ is not an object/],
    [
      "metadata that is not text",
      file({ __metadata__: { epochs: 3 } }),
      /the value of "epochs" is not a string/,
    ],
    ["a tensor that is no object", file({ a: 1 }), /tensor "a": must have exactly/],
    ["a tensor that is null", file({ a: null }), /tensor "a": must have exactly/],
    [
      "a tensor without a shape",
      file({ a: { dtype: "F32", data_offsets: [0, 0] } }),
      /tensor "a": must have exactly/,
    ],
    [
      "a tensor with one part more",
      file({ a: { ...f32([1], 0, 4), offset: 0 } }, 4),
      /tensor "a": must have exactly/,
    ],
    ["an unknown dtype", file({ a: { ...f32([1], 0, 4), dtype: "F33" } }, 4), /unknown dtype "F33"/],
    [
      "a dtype that is a property of objects",
      file({ a: { ...f32([1], 0, 4), dtype: "toString" } }, 4),
      /unknown dtype/,
    ],
    ["a shape that is no list", file({ a: f32(1, 0, 4) }, 4), /shape must be a list/],
    ["a shape of texts", file({ a: f32(["1"], 0, 4) }, 4), /shape must be a list/],
    ["a negative dimension", file({ a: f32([-1, -1], 0, 4) }, 4), /-1 is not a whole number/],
    [
      "a negative zero",
      file('{"a":{"dtype":"U8","shape":[-0],"data_offsets":[0,0]}}'),
      /-0 is not a whole number/,
    ],
    ["a fraction", file({ a: f32([0.5, 2], 0, 4) }, 4), /0.5 is not a whole number/],
    [
      "a whole number with a point",
      file('{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}', 1),
      /1.0 is not a whole number/,
    ],
    ["a dimension past exact counting", file({ a: f32([2 ** 53], 0, 4) }, 4), /shape must be a list/],
    [
      "a shape whose product overflows",
      file({ a: f32([2 ** 40, 2 ** 40], 0, 4) }, 4),
      /more elements than any file/,
    ],
    [
      "a product that overflows before a zero",
      file({ a: f32([2 ** 40, 2 ** 40, 0], 0, 0) }),
      /more elements than any file/,
    ],
    ["too many dimensions", file({ a: f32(Array(65).fill(1), 0, 4) }, 4), /at most 64/],
    [
      "offsets that are no pair",
      file({ a: { dtype: "F32", shape: [1], data_offsets: [0, 4, 8] } }, 4),
      /data_offsets must be two/,
    ],
    ["an end before its begin", file({ a: f32([1], 4, 0) }, 4), /data_offsets say \[4, 0\]/],
    [
      "a span that is not the shape's",
      file({ a: f32([2], 0, 4) }, 4),
      /F32 of shape \[2\] takes 8 bytes, but data_offsets say \[0, 4\]/,
    ],
    ["a tensor past the end of the file", file({ a: f32([2], 0, 8) }, 7), /tensor "a" ends 1 bytes after/],
    [
      "a tensor far past the end",
      file({ a: f32([1], 2 ** 53 - 5, 2 ** 53 - 1) }, 4),
      /gap before tensor "a"/,
    ],
    [
      "an overlap",
      file({ a: f32([2], 0, 8), b: f32([2], 4, 12) }, 12),
      /tensor "b" overlaps another: it starts at byte 4/,
    ],
    [
      "two tensors over the same bytes",
      file({ a: f32([1], 0, 4), b: f32([1], 0, 4) }, 4),
      /overlaps another/,
    ],
    [
      "an empty tensor inside another",
      file({ a: f32([2], 0, 8), b: f32([0], 4, 4) }, 8),
      /tensor "b" overlaps/,
    ],
    ["a gap at the start", file({ a: f32([1], 4, 8) }, 8), /gap before tensor "a"/],
    [
      "a gap between tensors",
      file({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12),
      /gap before tensor "b": it starts at byte 8 .* end at 4/,
    ],
    ["bytes after the last tensor", file({ a: f32([1], 0, 4) }, 5), /1 bytes follow the last tensor/],
    ["bytes and no tensor at all", file({}, 5), /5 bytes follow/],
  ];

  it.each(attacks)("%s", async (_, bytes, message) => {
    const error = await expectInputError(() => read(bytes), "invalid-safetensors", message);
    expect(error.fix).toBeDefined();
  });

  it("too many tensors", async () => {
    const empty = '{"dtype":"U8","shape":[0],"data_offsets":[0,0]}';
    const listed = (count: number) => Array.from({ length: count }, (_, i) => `"${i}":${empty}`).join();
    const refusal = (count: number, message: RegExp) =>
      expectInputError(() => read(rawSafetensors(`{${listed(count)}}`)), "invalid-safetensors", message);
    await refusal(MAX_TENSORS + 1, /65537 tensors, over/);
    await refusal(MAX_TENSORS + 2, /more than 65537 keys/);
  });

  it("names the tensor in the error's field", async () => {
    const error = await expectInputError(
      () => read(rawSafetensors({ w: f32([2], 0, 4) }, 4)),
      "invalid-safetensors",
      /./,
    );
    expect(error.field).toBe("w");
  });
});

it("any bytes at all are read or refused with an InputError", async () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  const framed = fc.json({ maxDepth: 3 }).map((json) => rawSafetensors(json));
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, framed), async (candidate) => {
      const header = await read(candidate).catch((error: unknown) => error);
      if (header instanceof Error) {
        expect(header.name).toBe("InputError");
      }
    }),
    { numRuns: 300 },
  );
});
