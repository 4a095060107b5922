/** Safetensors files put together by hand, right or wrong, without the writer under test. */

/** A file with this header text, or a JSON value for it, and this data. */
export function rawSafetensors(header: unknown, data: Uint8Array | number = 0, claimed?: bigint): Uint8Array {
  const json = typeof header === "string" ? header : JSON.stringify(header);
  return rawFile(new TextEncoder().encode(json), data, claimed);
}

/** The same with the header's bytes; `claimed` replaces the length of the header, a number for data is a size. */
export function rawFile(header: Uint8Array, data: Uint8Array | number = 0, claimed?: bigint): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimed ?? BigInt(header.byteLength));
  return new Uint8Array(
    Buffer.concat([length, header, typeof data === "number" ? Buffer.alloc(data) : data]),
  );
}

type RawTensors = Record<string, { data_offsets: [number, number] }>;
type RawHeader = { __metadata__?: Record<string, string> } & Record<string, unknown>;

/** A file's parts, read the naive way: for files known to be sound. */
export function naiveSafetensors(bytes: Uint8Array): {
  metadata: Record<string, string>;
  tensors: Map<string, Float32Array>;
} {
  const buffer = Buffer.from(bytes);
  const start = 8 + Number(buffer.readBigUInt64LE(0));
  const text = buffer.toString("utf8", 8, start);
  const { __metadata__: metadata = {}, ...entries } = JSON.parse(text) as RawHeader;
  const tensors = new Map<string, Float32Array>();
  for (const [name, { data_offsets: offsets }] of Object.entries(entries as RawTensors)) {
    const count = (offsets[1] - offsets[0]) / 4;
    tensors.set(
      name,
      Float32Array.from({ length: count }, (_, i) => buffer.readFloatLE(start + offsets[0] + 4 * i)),
    );
  }
  return { metadata, tensors };
}
