import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bytesAccess,
  readSafetensorsHeader,
  safetensorsHeader,
  writeSafetensors,
  type FloatTensor,
} from "../../src/formats/index.js";
import { elementCount } from "../../src/model/index.js";
import { naiveSafetensors } from "../support/files.js";

const floatTensors: fc.Arbitrary<FloatTensor[]> = fc
  .uniqueArray(fc.string({ unit: "grapheme", maxLength: 12 }), { maxLength: 6 })
  .filter((names) => !names.includes("__metadata__"))
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc
          .array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 })
          .chain((shape) =>
            fc
              .array(fc.float(), { minLength: elementCount(shape), maxLength: elementCount(shape) })
              .map((data) => ({ name, shape, data: Float32Array.from(data) })),
          ),
      ),
    ),
  );
const metadata = fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ unit: "grapheme", maxLength: 20 }));

describe("writing safetensors", () => {
  it("makes the bytes that the format's description gives", () => {
    const bytes = writeSafetensors([{ name: "w", shape: [2], data: Float32Array.of(1, -2) }], {
      b: "2",
      a: "1",
    });
    const json = '{"__metadata__":{"a":"1","b":"2"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
    const padded = Math.ceil(json.length / 8) * 8;
    const expected = Buffer.concat([
      Buffer.from([padded, 0, 0, 0, 0, 0, 0, 0]),
      Buffer.from(json.padEnd(padded, " ")),
      Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]),
    ]);
    expect(Buffer.from(bytes).equals(expected)).toBe(true);
  });

  it("gives back names, shapes, values and metadata, read by itself and read naively", async () => {
    await fc.assert(
      fc.asyncProperty(floatTensors, metadata, async (tensors, given) => {
        const bytes = writeSafetensors(tensors, given);
        const header = await readSafetensorsHeader(bytesAccess(bytes));
        expect(header.dataStart % 8).toBe(0);
        expect(Object.entries(header.metadata).sort()).toEqual(Object.entries(given).sort());
        const naive = naiveSafetensors(bytes);
        for (const { name, shape, data } of tensors) {
          expect(header.tensors.get(name)?.shape).toEqual(shape);
          expect(naive.tensors.get(name)).toEqual(data);
        }
        expect(header.tensors.size).toBe(tensors.length);
      }),
    );
  });

  it("keeps tensors in the order given, names made of digits too", async () => {
    const names = ["10", "b", "9", "a", "__proto__"];
    const bytes = writeSafetensors(
      names.map((name) => ({ name, shape: [1], data: Float32Array.of(1) })),
      {},
    );
    const header = await readSafetensorsHeader(bytesAccess(bytes));
    expect([...header.tensors.keys()]).toEqual(names);
  });

  it("refuses what its own reader would refuse", () => {
    const one = { name: "a", dtype: "F32", shape: [1] } as const;
    expect(() => safetensorsHeader([one, one], {})).toThrow(/differ/);
    expect(() => safetensorsHeader([{ ...one, name: "__metadata__" }], {})).toThrow(/differ/);
    expect(() => safetensorsHeader([one], { long: "x".repeat(17_000_000) })).toThrow(/over the limit/);
    expect(() => writeSafetensors([{ name: "a", shape: [2], data: Float32Array.of(1) }], {})).toThrow(
      /1 values for the shape \[2\]/,
    );
  });
});
