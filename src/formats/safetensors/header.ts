import { elementCount, InputError } from "../../model/index.js";
import { parseStrictJson } from "../json.js";
import type { RandomAccess } from "../segments.js";
import { dtypeBytes, isDtype, type Dtype } from "./dtype.js";
import { MAX_HEADER_BYTES, MAX_HEADER_DEPTH, MAX_RANK, MAX_TENSORS } from "./limits.js";

/** A tensor in a safetensors file, and where its bytes lie. */
export interface SafetensorsTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** First byte, from the start of the file. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

export interface SafetensorsHeader {
  /** The file's `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** By name, in the order of their bytes. */
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>;
  /** First byte after the header. */
  readonly dataStart: number;
  /** Bytes of the whole file. */
  readonly size: number;
}

/**
 * Reads and checks the header of a safetensors file; reads nothing but the header. Throws `invalid-safetensors`
 * naming the tensor and the fault. What passes has tensors that fill the data section without gap or overlap,
 * each as long as its shape and type say.
 */
export async function readSafetensorsHeader(source: RandomAccess): Promise<SafetensorsHeader> {
  const dataStart = checkedDataStart(await source.read(0, Math.min(8, source.size)), source.size);
  return parseSafetensorsHeader(await source.read(8, dataStart - 8), source.size);
}

/**
 * Where the data starts in a file of `size` bytes, by its first 8 (all of them, of a shorter file). Throws
 * `invalid-safetensors` for a header that is too long, or longer than the file.
 */
export function checkedDataStart(first: Uint8Array, size: number): number {
  if (size < 8) {
    throw fault(`the file has ${size} bytes; a safetensors file starts with an 8-byte header length`);
  }
  const length = new DataView(first.buffer, first.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    throw fault(`the header claims ${length.toString()} bytes, over the limit of ${MAX_HEADER_BYTES}`);
  }
  const dataStart = 8 + Number(length);
  if (dataStart > size) {
    throw fault(`the header claims ${length.toString()} bytes, but only ${size - 8} follow its length`);
  }
  return dataStart;
}

/**
 * The same for a header's JSON at hand, of a file of `size` bytes. Without a size, as while the file still comes in,
 * it is taken to be as long as its tensors say.
 */
export function parseSafetensorsHeader(json: Uint8Array, size?: number): SafetensorsHeader {
  const dataStart = 8 + json.byteLength;
  const { __metadata__: metadata, ...entries } = parseObject(json);
  const names = Object.keys(entries);
  if (names.length > MAX_TENSORS) {
    throw fault(`the header lists ${names.length} tensors, over the limit of ${MAX_TENSORS}`);
  }
  const tensors = names.map((name) => [name, parseTensor(name, entries[name], dataStart)] as const);
  tensors.sort(([, a], [, b]) => a.offset - b.offset || a.length - b.length);
  const end = checkCoverage(tensors, dataStart, size);
  return { metadata: parseMetadata(metadata), tensors: new Map(tensors), dataStart, size: end };
}

// One key more than tensors: __metadata__.
const HEADER_LIMITS = { maxDepth: MAX_HEADER_DEPTH, maxKeys: MAX_TENSORS + 1, wholeNumbers: true };

function parseObject(json: Uint8Array): Record<string, unknown> {
  try {
    // A byte order mark is kept, for JSON.parse to refuse.
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(json);
    const value = parseStrictJson(text, HEADER_LIMITS);
    if (isObject(value)) {
      return value;
    }
  } catch (cause) {
    const why = cause instanceof SyntaxError ? cause.message : "it is not UTF-8";
    throw fault(`the header is not well-formed JSON: ${why}`, undefined, cause);
  }
  throw fault("the header is not a JSON object");
}

function parseMetadata(value: unknown): Record<string, string> {
  if (value === undefined) {
    return {};
  }
  if (!isObject(value)) {
    throw fault("__metadata__ is not an object", "__metadata__");
  }
  const entries = Object.entries(value).map(([key, text]) => {
    if (typeof text !== "string") {
      throw fault(`__metadata__: the value of ${shown(key)} is not a string`, "__metadata__");
    }
    return [key, text] as const;
  });
  return Object.fromEntries(entries);
}

function parseTensor(name: string, value: unknown, dataStart: number): SafetensorsTensor {
  const wrong = (why: string) => fault(`tensor ${shown(name)}: ${why}`, name);
  if (!isObject(value) || Object.keys(value).sort().join() !== "data_offsets,dtype,shape") {
    throw wrong("must have exactly dtype, shape and data_offsets");
  }
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) {
    throw wrong(`unknown dtype ${shown(dtype)}`);
  }
  if (!isIntegers(shape) || shape.length > MAX_RANK) {
    throw wrong(`its shape must be a list of at most ${MAX_RANK} whole numbers`);
  }
  if (!isIntegers(offsets) || offsets.length !== 2) {
    throw wrong("its data_offsets must be two whole numbers, begin and end");
  }
  const [begin = 0, end = 0] = offsets;
  const bytes = checkedBytes(shape, dtype);
  if (bytes === undefined) {
    throw wrong(`its shape [${shape.join()}] has more elements than any file can hold`);
  }
  if (end < begin || end - begin !== bytes) {
    throw wrong(
      `${dtype} of shape [${shape.join()}] takes ${bytes} bytes, but data_offsets say [${begin}, ${end}]`,
    );
  }
  return { dtype, shape, offset: dataStart + begin, length: bytes };
}

/** Bytes of a tensor, or `undefined` where they, or a part product of the shape, are past exact counting. */
function checkedBytes(shape: readonly number[], dtype: Dtype): number | undefined {
  const sizes = [dtypeBytes[dtype], ...shape];
  const safe = sizes.every((_, i) => Number.isSafeInteger(elementCount(sizes.slice(0, i + 1))));
  return safe ? elementCount(sizes) : undefined;
}

/** The end of the last tensor, which is that of the file. */
function checkCoverage(
  tensors: readonly (readonly [string, SafetensorsTensor])[],
  dataStart: number,
  size = Infinity,
): number {
  let at = dataStart;
  for (const [name, { offset, length }] of tensors) {
    const place = `it starts at byte ${offset - dataStart} of the data, but the tensors before it end at ${at - dataStart}`;
    if (offset < at) {
      throw fault(`tensor ${shown(name)} overlaps another: ${place}`, name);
    }
    if (offset > at) {
      throw fault(`there is a gap before tensor ${shown(name)}: ${place}`, name);
    }
    at = offset + length;
    if (at > size) {
      throw fault(
        `tensor ${shown(name)} ends ${at - size} bytes after the end of the file; is it cut short?`,
        name,
      );
    }
  }
  if (size !== Infinity && at !== size) {
    throw fault(`${size - at} bytes follow the last tensor`);
  }
  return at;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isIntegers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && Number(item) >= 0);
}

function shown(value: unknown): string {
  return (typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : JSON.stringify(value)).slice(
    0,
    100,
  );
}

function fault(message: string, field?: string, cause?: unknown): InputError {
  return new InputError("invalid-safetensors", message, {
    ...(field === undefined ? {} : { field: field.slice(0, 100) }),
    fix: "Send the file as it was written, whole.",
    cause,
  });
}
