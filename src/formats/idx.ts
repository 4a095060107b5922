import { elementCount, InputError } from "../model/index.js";

/** A file of the MNIST kind: unsigned bytes in row-major order. */
export interface IdxFile {
  readonly type: "uint8";
  /** `[images, height, width]` or `[labels]`; outermost first. */
  readonly dims: readonly number[];
  /** As many bytes as `dims` say; shares memory with what was parsed. */
  readonly data: Uint8Array;
}

/** The most dimensions: images, height, width and channels. */
const MAX_DIMS = 4;

const UINT8 = 0x08;

/**
 * Parses an IDX file: two zero bytes, a type (0x08, unsigned bytes, is the only one read), the number of
 * dimensions, each dimension as a big-endian 32-bit number, the values. Throws `invalid-dataset` naming the fault.
 */
export function parseIdx(bytes: Uint8Array): IdxFile {
  const [first, second, type, rank = 0] = bytes;
  if (first === 0x1f && second === 0x8b) {
    throw fault("the file is compressed with gzip", "Decompress it first.");
  }
  if (bytes.byteLength < 4 || first !== 0 || second !== 0) {
    throw fault("the file does not start with IDX's two zero bytes, type and number of dimensions");
  }
  if (type !== UINT8) {
    throw fault(`its values have type 0x${(type ?? 0).toString(16)}; only unsigned bytes, 0x8, are read`);
  }
  if (rank < 1 || rank > MAX_DIMS) {
    throw fault(`it says it has ${rank} dimensions; 1 to ${MAX_DIMS} are read`);
  }
  const start = 4 + 4 * rank;
  if (bytes.byteLength < start) {
    throw fault("the file is cut short inside its header");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, start);
  const dims = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  checkSize(dims, bytes.byteLength - start);
  return { type: "uint8", dims, data: bytes.subarray(start) };
}

/** An IDX file of unsigned bytes; `data` has as many as `dims` say. */
export function writeIdx(dims: readonly number[], data: Uint8Array): Uint8Array {
  if (elementCount(dims) !== data.byteLength) {
    throw new Error(`${data.byteLength} bytes cannot be written as [${dims.join()}]`);
  }
  const header = idxHeader(dims);
  const bytes = new Uint8Array(header.byteLength + data.byteLength);
  bytes.set(header);
  bytes.set(data, header.byteLength);
  return bytes;
}

/** What an IDX file of unsigned bytes begins with; as many values as `dims` say follow. */
export function idxHeader(dims: readonly number[]): Uint8Array {
  if (dims.length < 1 || dims.length > MAX_DIMS) {
    throw new Error(`no IDX file has ${dims.length} dimensions`);
  }
  const bytes = new Uint8Array(4 + 4 * dims.length);
  bytes.set([0, 0, UINT8, dims.length]);
  const view = new DataView(bytes.buffer);
  dims.forEach((size, i) => {
    view.setUint32(4 + 4 * i, size);
  });
  return bytes;
}

// Products of a few 32-bit numbers may lose digits past 2^53, but never come down to the length of a real file.
function checkSize(dims: readonly number[], given: number): void {
  if (dims.includes(0)) {
    throw fault(`one of its dimensions [${dims.join()}] is 0`);
  }
  const wanted = elementCount(dims);
  if (wanted !== given) {
    const fix = given < wanted ? "Fetch it again, it is cut short." : undefined;
    throw fault(`its dimensions [${dims.join()}] call for ${wanted} values, but ${given} bytes follow`, fix);
  }
}

function fault(message: string, fix = "Give a file in MNIST's IDX format."): InputError {
  return new InputError("invalid-dataset", message, { fix });
}
