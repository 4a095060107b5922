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

/** Bytes that are computed from a stored file, or from nothing. */
export interface ComputedSegment {
  readonly kind: "computed";
  /** Bytes. */
  readonly length: number;
  /**
   * Bytes `start` up to, not including, `end` of the segment: the same ones wherever they are cut, in memory bounded
   * by how many they are. Callers ask for at most `CHUNK_BYTES` at a time.
   */
  compute(source: RandomAccess, start: number, end: number): Promise<Uint8Array>;
}

/**
 * A piece of a file that is made on the way out: bytes at hand, a range of a stored file, or bytes computed from it.
 * A file described by segments has a known length before a byte of it is read, and any range of it can be sent
 * alone.
 */
export type Segment =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "range"; readonly offset: number; readonly length: number }
  | ComputedSegment;

/** Length in bytes of one segment. */
export function segmentLength(segment: Segment): number {
  return segment.kind === "bytes" ? segment.bytes.byteLength : segment.length;
}

/** Length in bytes of what the segments describe. */
export function segmentsLength(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segmentLength(segment), 0);
}

/** The same bytes in fewer segments: ranges that touch become one, empty segments go. */
export function joinSegments(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  for (const segment of segments) {
    const last = joined.at(-1);
    if (segmentLength(segment) === 0) {
      continue;
    }
    if (last?.kind === "range" && segment.kind === "range" && last.offset + last.length === segment.offset) {
      joined[joined.length - 1] = { ...last, length: last.length + segment.length };
    } else {
      joined.push(segment);
    }
  }
  return joined;
}

/** Bytes `start` up to, not including, `end` of what the segments describe. Throws `RangeError` outside of it. */
export function sliceSegments(segments: readonly Segment[], start: number, end: number): Segment[] {
  const length = segmentsLength(segments);
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start || end > length) {
    throw new RangeError(`no bytes ${start} to ${end} in ${length}`);
  }
  let at = 0;
  const slices = segments.map((segment) => {
    const size = segmentLength(segment);
    const from = Math.min(Math.max(start - at, 0), size);
    const to = Math.max(Math.min(end - at, size), from);
    at += size;
    return sliceSegment(segment, from, to);
  });
  return slices.filter((segment) => segmentLength(segment) > 0);
}

function sliceSegment(segment: Segment, from: number, to: number): Segment {
  switch (segment.kind) {
    case "bytes":
      return { kind: "bytes", bytes: segment.bytes.subarray(from, to) };
    case "range":
      return { kind: "range", offset: segment.offset + from, length: to - from };
    case "computed":
      return from === 0 && to === segment.length
        ? segment
        : {
            kind: "computed",
            length: to - from,
            compute: (source, start, end) => segment.compute(source, from + start, from + end),
          };
  }
}
