/** Bytes that can be read anywhere in constant time: a file, a blob, a buffer. Reads past the end throw. */
export interface RandomAccess {
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * A piece of a file that is made on the way out: bytes at hand, or a range of a stored file. A file described
 * by segments has a known length before a byte of it is read, and any range of it can be sent alone.
 */
export type Segment =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "range"; readonly offset: number; readonly length: number };

/** Length in bytes of what the segments describe. */
export function segmentsLength(segments: readonly Segment[]): number {
  return segments.reduce((sum, s) => sum + (s.kind === "bytes" ? s.bytes.byteLength : s.length), 0);
}
