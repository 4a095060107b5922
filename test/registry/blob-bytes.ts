/** Bytes to store and to read back, and their digests worked out apart from the store. */
import { createHash } from "node:crypto";
import type { OpenBlob } from "../../src/registry/index.js";

/** Bytes that differ with place and seed, so that any shift or swap shows. */
export function pattern(length: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Math.imul(i + seed, 2_654_435_761) >>> 24);
}

/** The bytes in pieces of `size`, each as if it came later. */
export async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) {
    yield await Promise.resolve(bytes.subarray(at, at + size));
  }
}

/** `sha256:…` of the bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** All items, in their order. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) {
    found.push(item);
  }
  return found;
}

/** All bytes, one after the other. */
export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) {
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** What `run` makes of an open blob, which is closed then. */
export async function reading<T>(blob: OpenBlob, run: (blob: OpenBlob) => Promise<T>): Promise<T> {
  try {
    return await run(blob);
  } finally {
    await blob.close();
  }
}

/** Later than any clock that a store may have. */
export const longAhead = new Date(Date.now() + 7 * 24 * 3_600_000);
