import { elementCount, type TensorSpec } from "../../model/index.js";
import { bytesFromFloats } from "../float32.js";
import { dtypeBytes, type Dtype } from "./dtype.js";
import { MAX_HEADER_BYTES, MAX_TENSORS } from "./limits.js";

/** A tensor to be written, but for its values. */
export interface TensorEntry extends TensorSpec {
  readonly dtype: Dtype;
}

/** A float32 tensor to be written. */
export interface FloatTensor extends TensorSpec {
  /** As many as the shape says. */
  readonly data: Float32Array;
}

/**
 * The first bytes of a safetensors file, up to its data: the length, then the JSON padded with spaces to a multiple
 * of 8, as the reference implementation pads. Tensors lie in the order given; metadata keys are sorted, so equal
 * arguments give equal bytes. Throws where the reader would refuse the result.
 */
export function safetensorsHeader(
  tensors: readonly TensorEntry[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  checkNames(tensors.map((tensor) => tensor.name));
  // Built entry by entry: as a JavaScript object, names made of digits would change their places.
  const entries = [`"__metadata__":${metadataJson(metadata)}`];
  let offset = 0;
  for (const { name, dtype, shape } of tensors) {
    const end = offset + elementCount(shape) * dtypeBytes[dtype];
    const place = `"dtype":"${dtype}","shape":[${shape.join(",")}],"data_offsets":[${offset},${end}]`;
    entries.push(`${JSON.stringify(name)}:{${place}}`);
    offset = end;
  }
  return withLength(new TextEncoder().encode(`{${entries.join(",")}}`));
}

/** A whole file of float32 tensors, in memory. */
export function writeSafetensors(
  tensors: readonly FloatTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  for (const { name, shape, data } of tensors) {
    if (data.length !== elementCount(shape)) {
      throw new Error(`tensor ${name} has ${data.length} values for the shape [${shape.join()}]`);
    }
  }
  const header = safetensorsHeader(
    tensors.map(({ name, shape }) => ({ name, shape, dtype: "F32" })),
    metadata,
  );
  return concatenate([header, ...tensors.map((tensor) => bytesFromFloats(tensor.data))]);
}

function metadataJson(metadata: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(",")}}`;
}

function checkNames(names: readonly string[]): void {
  if (names.length > MAX_TENSORS) {
    throw new Error(`${names.length} tensors are over the limit of ${MAX_TENSORS}`);
  }
  if (names.includes("__metadata__") || new Set(names).size !== names.length) {
    throw new Error("tensor names must differ from one another and from __metadata__");
  }
}

function withLength(json: Uint8Array): Uint8Array {
  const padded = Math.ceil(json.byteLength / 8) * 8;
  if (padded > MAX_HEADER_BYTES) {
    throw new Error(`the header would take ${padded} bytes, over the limit of ${MAX_HEADER_BYTES}`);
  }
  const bytes = new Uint8Array(8 + padded).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  return bytes;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
