/** Bytes that can be read anywhere in constant time: a file, a blob, a buffer. Reads past the end throw. */
export interface RandomAccess {
  readonly size: number;
  /** Exactly `length` bytes from `offset`. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Bytes in memory as a {@link RandomAccess}. What it reads shares memory with `bytes`. */
export function bytesAccess(bytes: Uint8Array): RandomAccess {
  return {
    size: bytes.byteLength,
    read(offset, length) {
      return offset < 0 || length < 0 || offset + length > bytes.byteLength
        ? Promise.reject(new RangeError(`no bytes ${offset} to ${offset + length} in ${bytes.byteLength}`))
        : Promise.resolve(bytes.subarray(offset, offset + length));
    },
  };
}

/**
 * A piece of a file that is made on the way out: bytes at hand, or a range of a stored file. A file described
 * by segments has a known length before a byte of it is read, and any range of it can be sent alone.
 */
export type Segment =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "range"; readonly offset: number; readonly length: number };

/** Length in bytes of one segment. */
export function segmentLength(segment: Segment): number {
  return segment.kind === "bytes" ? segment.bytes.byteLength : segment.length;
}

/** Length in bytes of what the segments describe. */
export function segmentsLength(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segmentLength(segment), 0);
}
