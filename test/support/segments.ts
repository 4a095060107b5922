import type { ComputedSegment } from "../../src/formats/index.js";

/** A computed segment: `length` bytes of the stored file from `offset`, each doubled. */
export function doubledSegment(offset: number, length: number): ComputedSegment {
  return {
    kind: "computed",
    length,
    compute: async (source, start, end) =>
      (await source.read(offset + start, end - start)).map((byte) => 2 * byte),
  };
}
