import { elementCount, InputError, type ErrorCode, type TensorSpec } from "../../model/index.js";
import { firstNonFinite, floatsFromBytes } from "../float32.js";
import { CHUNK_BYTES } from "../safetensors/limits.js";
import type { SafetensorsHeader, SafetensorsTensor } from "../safetensors/header.js";
import type { FloatTensor } from "../safetensors/write.js";
import type { RandomAccess } from "../segments.js";

/** Checks that a file holds exactly `specs`, as float32. Throws `code` naming the tensor and the fault. */
export function checkTensors(header: SafetensorsHeader, specs: readonly TensorSpec[], code: ErrorCode): void {
  for (const { name, shape } of specs) {
    const tensor = header.tensors.get(name);
    if (tensor === undefined) {
      throw wrong(code, name, "is missing, though the manifest calls for it");
    }
    if (tensor.dtype !== "F32") {
      throw wrong(code, name, `is ${tensor.dtype}; these files store F32`);
    }
    if (tensor.shape.length !== shape.length || tensor.shape.some((size, i) => size !== shape[i])) {
      throw wrong(code, name, `has shape [${tensor.shape.join()}]; the manifest calls for [${shape.join()}]`);
    }
  }
  if (header.tensors.size !== specs.length) {
    const wanted = new Set(specs.map((spec) => spec.name));
    const extra = [...header.tensors.keys()].find((name) => !wanted.has(name));
    throw wrong(code, extra ?? "", "has no place in what the manifest describes");
  }
}

/** The data section of a file, in order, at most {@link CHUNK_BYTES} at a time. */
export async function* dataChunks(
  source: RandomAccess,
  header: SafetensorsHeader,
): AsyncGenerator<Uint8Array> {
  for (let at = header.dataStart; at < header.size; at += CHUNK_BYTES) {
    yield await source.read(at, Math.min(CHUNK_BYTES, header.size - at));
  }
}

/** Reads one float32 tensor. Throws `code` naming the first element that is not finite. */
export async function readFloats(
  source: RandomAccess,
  name: string,
  tensor: SafetensorsTensor,
  code: ErrorCode,
): Promise<Float32Array> {
  const floats = new Float32Array(tensor.length / 4);
  for (let at = 0; at < tensor.length; at += CHUNK_BYTES) {
    const bytes = await source.read(tensor.offset + at, Math.min(CHUNK_BYTES, tensor.length - at));
    floats.set(floatsFromBytes(bytes), at / 4);
  }
  const bad = firstNonFinite(floats);
  if (bad >= 0) {
    throw nonFinite(code, name, bad, floats[bad]);
  }
  return floats;
}

/** Reads all of a file's tensors, in the order of `specs`. Throws `code` at the first value that is not finite. */
export async function readAllFloats(
  source: RandomAccess,
  header: SafetensorsHeader,
  specs: readonly TensorSpec[],
  code: ErrorCode,
): Promise<Map<string, Float32Array>> {
  checkTensors(header, specs, code);
  const tensors = new Map<string, Float32Array>();
  for (const { name } of specs) {
    const tensor = header.tensors.get(name);
    if (tensor !== undefined) {
      tensors.set(name, await readFloats(source, name, tensor, code));
    }
  }
  return tensors;
}

/**
 * `tensors` in the order of `specs`, ready to be written. Throws `code` at a value that is not finite; a missing,
 * surplus or wrong-sized tensor is the caller's mistake, not a user's, and throws a plain `Error`.
 */
export function orderedTensors(
  tensors: ReadonlyMap<string, Float32Array>,
  specs: readonly TensorSpec[],
  code: ErrorCode,
): FloatTensor[] {
  if (tensors.size !== specs.length) {
    throw new Error(`${tensors.size} tensors were given to write where ${specs.length} are called for`);
  }
  return specs.map(({ name, shape }) => {
    const data = tensors.get(name);
    if (data?.length !== elementCount(shape)) {
      throw new Error(`tensor ${name} of shape [${shape.join()}] was given ${data?.length ?? "no"} values`);
    }
    const bad = firstNonFinite(data);
    if (bad >= 0) {
      throw nonFinite(code, name, bad, data[bad]);
    }
    return { name, shape, data };
  });
}

/** The error of a value that is not finite. */
export function nonFinite(
  code: ErrorCode,
  name: string,
  index: number,
  value: number | undefined,
): InputError {
  return wrong(code, name, `holds ${value ?? NaN} at element ${index}; every value must be finite`);
}

function wrong(code: ErrorCode, name: string, why: string): InputError {
  return new InputError(code, `tensor ${JSON.stringify(name.slice(0, 80))} ${why}`, {
    field: name.slice(0, 100),
  });
}
