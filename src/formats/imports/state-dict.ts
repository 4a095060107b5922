import { elementCount, InputError } from "../../model/index.js";
import { firstNonFinite, floatsFromBytes, machineIsLittleEndian } from "../float32.js";
import { floatsFromBfloat16, floatsFromFloat16 } from "../half.js";
import type { Dtype } from "../safetensors/dtype.js";
import { readSafetensorsHeader } from "../safetensors/header.js";
import type { RandomAccess } from "../segments.js";

/** A tensor of somebody else's file. */
export interface ImportedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Tensors by the names that their authors gave them. */
export type StateDict = ReadonlyMap<string, ImportedTensor>;

/**
 * Reads a safetensors file that bears no manifest: its tensors as float32, whatever float they are stored as, and its
 * metadata. Throws `invalid-safetensors`, and `invalid-network` for numbers that are no floats or not finite.
 */
export async function readStateDict(
  source: RandomAccess,
): Promise<{ tensors: StateDict; metadata: Readonly<Record<string, string>> }> {
  const header = await readSafetensorsHeader(source);
  const tensors = new Map<string, ImportedTensor>();
  for (const [name, { dtype, shape, offset, length }] of header.tensors) {
    const data = asFloats(name, dtype, await source.read(offset, length), elementCount(shape));
    const bad = firstNonFinite(data);
    if (bad >= 0) {
      throw wrong(name, `holds ${data[bad] ?? NaN} at element ${bad}`, "Give weights that are finite.");
    }
    tensors.set(name, { shape, data });
  }
  return { tensors, metadata: header.metadata };
}

function asFloats(name: string, dtype: Dtype, bytes: Uint8Array, count: number): Float32Array {
  // A copy, aligned as typed arrays need it.
  const aligned = Uint8Array.from(bytes);
  switch (dtype) {
    case "F32":
      return floatsFromBytes(aligned);
    case "F16":
      return floatsFromFloat16(littleEndian(new Uint16Array(aligned.buffer, 0, count)));
    case "BF16":
      return floatsFromBfloat16(littleEndian(new Uint16Array(aligned.buffer, 0, count)));
    case "F64": {
      const view = new DataView(aligned.buffer);
      return Float32Array.from({ length: count }, (_, i) => view.getFloat64(8 * i, true));
    }
    default:
      throw wrong(name, `is ${dtype}`, "Save the weights alone, as F32, F16, BF16 or F64.");
  }
}

function littleEndian(halves: Uint16Array): Uint16Array {
  return machineIsLittleEndian ? halves : halves.map((half) => ((half & 0xff) << 8) | (half >> 8));
}

/** The error for a tensor of an imported file. */
export function wrong(name: string, why: string, fix: string): InputError {
  return new InputError("invalid-network", `tensor ${JSON.stringify(name.slice(0, 80))} ${why}`, {
    field: name.slice(0, 100),
    fix,
  });
}
