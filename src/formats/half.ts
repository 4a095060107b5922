/**
 * Float32 to the two 16-bit types that networks are stored in. Both round to nearest, ties to even, as IEEE 754 and the
 * processors do; what is too large becomes infinity; NaN stays NaN, its sign and its upper bits kept.
 */
import { machineIsLittleEndian } from "./float32.js";

/** IEEE 754 binary16: 5 bits of exponent, 10 of fraction. Subnormals are kept. */
export function float16FromFloats(floats: Float32Array): Uint16Array {
  const bits = new Int32Array(floats.buffer, floats.byteOffset, floats.length);
  const halves = new Uint16Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i] ?? 0;
    const magnitude = word & 0x7fffffff;
    const sign = (word >>> 16) & 0x8000;
    // The common case first and by itself: normal numbers of both types.
    if (magnitude >= SMALLEST_NORMAL && magnitude < TOO_LARGE) {
      // Just under half of what is cut off, and the last bit kept: a tie carries only into odd numbers.
      const rounded = magnitude - EXPONENT_SHIFT + 0xfff + ((magnitude >>> 13) & 1);
      halves[i] = sign | (rounded >>> 13);
    } else {
      halves[i] = sign | (magnitude < SMALLEST_NORMAL ? subnormal(magnitude) : beyond(magnitude));
    }
  }
  return halves;
}

/** The upper half of a float32, rounded: 8 bits of exponent, 7 of fraction. */
export function bfloat16FromFloats(floats: Float32Array): Uint16Array {
  const bits = new Int32Array(floats.buffer, floats.byteOffset, floats.length);
  const halves = new Uint16Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i] ?? 0;
    halves[i] =
      (word & 0x7fffffff) > FLOAT32_INFINITY
        ? // Rounding could carry a NaN into infinity: its quiet bit is set instead.
          (word >>> 16) | 0x0040
        : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
  return halves;
}

/** The bytes of 16-bit numbers, as a file stores them. May share memory with `halves`. */
export function bytesFromHalves(halves: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength);
  return machineIsLittleEndian ? bytes : Buffer.from(bytes).swap16();
}

/** Bits of 2^-14, float16's smallest normal number. */
const SMALLEST_NORMAL = 0x38800000;
/** Bits of 2^16: what is less rounds to a number, or to infinity by carrying. */
const TOO_LARGE = 0x47800000;
/** The types' exponents differ in bias by 112, in place of float32's. */
const EXPONENT_SHIFT = 112 << 23;
const FLOAT32_INFINITY = 0x7f800000;

/** Bits of a float16 less than its smallest normal number. */
function subnormal(magnitude: number): number {
  const exponent = magnitude >>> 23;
  // Less than half of 2^-24, the smallest float16: all of float32's own subnormals too.
  if (exponent < 102) {
    return 0;
  }
  const fraction = (magnitude & 0x7fffff) | 0x800000;
  const cut = 126 - exponent;
  const half = 1 << (cut - 1);
  const kept = fraction >>> cut;
  return kept + Number((fraction & (2 * half - 1)) > half - (kept & 1));
}

/** Bits of a float16 for what no number is large enough for. */
function beyond(magnitude: number): number {
  return magnitude > FLOAT32_INFINITY ? 0x7e00 | ((magnitude >>> 13) & 0x1ff) : 0x7c00;
}

/** Float32 numbers that are exactly those of binary16. */
export function floatsFromFloat16(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0x1f) {
      return fraction === 0 ? sign * Infinity : NaN;
    }
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** Float32 numbers whose upper halves these are. */
export function floatsFromBfloat16(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}
