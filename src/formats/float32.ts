/** Float32 values as every format here stores them, little-endian, whatever the machine's own order. */

export const machineIsLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/**
 * The floats in `bytes`, whose length is a multiple of 4. May share memory with `bytes`; copies only where
 * alignment or the machine's byte order make it necessary.
 */
export function floatsFromBytes(bytes: Uint8Array): Float32Array {
  if (machineIsLittleEndian) {
    // Not `slice`: Node's Buffer makes it share memory, and so stay misaligned.
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
    return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** The bytes of `floats`, as a file stores them. May share memory with `floats`. */
export function bytesFromFloats(floats: Float32Array): Uint8Array {
  if (machineIsLittleEndian) {
    return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
  }
  const view = new DataView(new ArrayBuffer(floats.byteLength));
  floats.forEach((value, i) => {
    view.setFloat32(4 * i, value, true);
  });
  return new Uint8Array(view.buffer);
}

/** Index of the first NaN or infinity; -1 if there is none. */
export function firstNonFinite(floats: Float32Array): number {
  const bits = new Int32Array(floats.buffer, floats.byteOffset, floats.length);
  for (let start = 0; start < bits.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, bits.length);
    if (holdsNonFinite(bits, start, end)) {
      return start + floats.subarray(start, end).findIndex((value) => !Number.isFinite(value));
    }
  }
  return -1;
}

/** Floats that are looked at together before any is asked for by itself. */
const BLOCK = 4096;

// A float is not finite where all bits of its exponent are set: then, without its sign, adding one to the exponent
// carries into the sign. Sums are only or-ed together, so nothing branches, which a test of each value does.
function holdsNonFinite(bits: Int32Array, start: number, end: number): boolean {
  let carries = 0;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    carries |=
      (((bits[i] ?? 0) & 0x7fffffff) + 0x00800000) |
      (((bits[i + 1] ?? 0) & 0x7fffffff) + 0x00800000) |
      (((bits[i + 2] ?? 0) & 0x7fffffff) + 0x00800000) |
      (((bits[i + 3] ?? 0) & 0x7fffffff) + 0x00800000);
  }
  for (; i < end; i++) {
    carries |= ((bits[i] ?? 0) & 0x7fffffff) + 0x00800000;
  }
  return carries < 0;
}
