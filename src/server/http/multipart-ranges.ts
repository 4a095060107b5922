import { sliceSegments, type Segment } from "../../formats/index.js";
import type { ByteRange } from "../../expander/index.js";

/** `Content-Range` of a part of a file of `size` bytes. */
export function contentRange({ start, end }: ByteRange, size: number): string {
  return `bytes ${start}-${end - 1}/${size}`;
}

/** What a body of `multipart/byteranges` is made of. */
export interface RangedFile {
  readonly segments: readonly Segment[];
  /** Bytes. */
  readonly length: number;
  readonly contentType: string;
}

/** Several ranges of a file as the body of `multipart/byteranges` (RFC 9110, section 14.6), its length known as a file's. */
export function multipartRanges(
  { segments, length, contentType }: RangedFile,
  ranges: readonly ByteRange[],
  boundary: string,
): Segment[] {
  const parts = ranges.flatMap((range, index): Segment[] => [
    literal(
      `${index === 0 ? "" : "\r\n"}--${boundary}\r\n` +
        `Content-Type: ${contentType}\r\nContent-Range: ${contentRange(range, length)}\r\n\r\n`,
    ),
    ...sliceSegments(segments, range.start, range.end),
  ]);
  return [...parts, literal(`\r\n--${boundary}--\r\n`)];
}

function literal(text: string): Segment {
  return { kind: "bytes", bytes: Buffer.from(text, "latin1") };
}
