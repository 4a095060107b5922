import fc from "fast-check";
import { expect, it } from "vitest";
import {
  bytesAccess,
  bytesFromFloats,
  CHUNK_BYTES,
  floatsFromBytes,
  readSafetensorsHeader,
  writeSafetensors,
  type RandomAccess,
} from "../../src/formats/index.js";
import { dataChunks, verifyFinite } from "../../src/formats/weights/index.js";
import { expectInputError } from "../support/errors.js";

const file = writeSafetensors(
  [
    { name: "a", shape: [3], data: Float32Array.of(1, 2, 3) },
    { name: "none", shape: [0], data: new Float32Array(0) },
    { name: "b", shape: [2, 2], data: Float32Array.of(4, 5, 6, 7) },
  ],
  {},
);

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  let at = 0;
  const pieces = sizes.map((size) => bytes.subarray(at, (at += size)));
  return [...pieces, bytes.subarray(at)];
}

const cuts = fc.array(fc.nat(9), { maxLength: 10 });

it("finds the element, however the data is cut into chunks", async () => {
  const header = await readSafetensorsHeader(bytesAccess(file));
  await fc.assert(
    fc.asyncProperty(cuts, fc.nat(6), async (sizes, index) => {
      const data = file.slice(header.dataStart);
      await verifyFinite(header, cut(data, sizes), "invalid-learngene");
      new DataView(data.buffer).setFloat32(4 * index, NaN, true);
      const where = index < 3 ? `"a" holds NaN at element ${index}` : `"b" holds NaN at element ${index - 3}`;
      await expectInputError(
        () => verifyFinite(header, cut(data, sizes), "invalid-learngene"),
        "invalid-learngene",
        new RegExp(where),
      );
    }),
  );
});

it("notices that the data is shorter or longer than the header says", async () => {
  const header = await readSafetensorsHeader(bytesAccess(file));
  const data = file.slice(header.dataStart);
  for (const wrong of [data.subarray(1), data.subarray(4), Buffer.concat([data, Buffer.alloc(1)])]) {
    await expectInputError(
      () => verifyFinite(header, [wrong], "invalid-network"),
      "invalid-network",
      new RegExp(`${wrong.byteLength} bytes where the header says 28`),
    );
  }
});

it("reads a large file in bounded chunks", async () => {
  const inner = bytesAccess(
    writeSafetensors([{ name: "w", shape: [600_000], data: new Float32Array(600_000).fill(0.5) }], {}),
  );
  const lengths: number[] = [];
  const counting: RandomAccess = {
    size: inner.size,
    read: (offset, length) => {
      lengths.push(length);
      return inner.read(offset, length);
    },
  };
  const header = await readSafetensorsHeader(inner);
  await verifyFinite(header, dataChunks(counting, header), "invalid-network");
  expect(lengths).toEqual([CHUNK_BYTES, CHUNK_BYTES, 2_400_000 - 2 * CHUNK_BYTES]);
});

it("takes floats from bytes and gives them back at any alignment, little-endian", () => {
  fc.assert(
    fc.property(fc.array(fc.float()), fc.nat(3), (values, shift) => {
      const bytes = new Uint8Array(4 * values.length + shift);
      const view = new DataView(bytes.buffer);
      values.forEach((value, i) => {
        view.setFloat32(shift + 4 * i, value, true);
      });
      const floats = floatsFromBytes(bytes.subarray(shift));
      expect(floats).toEqual(Float32Array.from(values));
      expect(bytesFromFloats(floats)).toEqual(bytes.subarray(shift));
    }),
  );
});
