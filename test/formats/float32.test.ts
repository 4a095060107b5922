import { describe, expect, it } from "vitest";
import { bytesFromFloats, floatsFromBytes } from "../../src/formats/index.js";

const values = Float32Array.of(1, -2.5, 3e-40, 1e38);

describe("float32 values as bytes", () => {
  it("come back as they were, wherever the bytes lie", () => {
    const bytes = bytesFromFloats(values);
    for (let offset = 0; offset < 4; offset++) {
      const room = new Uint8Array(bytes.byteLength + offset);
      room.set(bytes, offset);
      expect(floatsFromBytes(room.subarray(offset))).toEqual(values);
      expect(floatsFromBytes(Buffer.from(room.buffer, offset))).toEqual(values);
    }
  });

  it("are little-endian", () => {
    expect([...bytesFromFloats(Float32Array.of(1))]).toEqual([0, 0, 0x80, 0x3f]);
  });
});
