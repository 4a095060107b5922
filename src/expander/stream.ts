import { Readable } from "node:stream";
import {
  CHUNK_BYTES,
  segmentsLength,
  sliceSegments,
  type ComputedSegment,
  type RandomAccess,
  type Segment,
} from "../formats/index.js";

/** A stored file that can also be streamed. */
export interface StreamSource extends RandomAccess {
  /**
   * Exactly `length` bytes from `offset`, in order. Ending its iteration early, or destroying it if it is a
   * `Readable`, frees what it holds.
   */
  stream(offset: number, length: number): AsyncIterable<Uint8Array>;
}

/** Bytes `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The bytes that segments describe, ranges taken and others computed from `source`, or a part of them. Reads on only as
 * fast as the consumer takes, so that it holds few chunks at a time. Destroying it closes what it has open. Fails with
 * the source's own error, or if the source gives fewer or more bytes than it was asked for. Throws `RangeError` at once
 * for a range outside the file.
 */
export function expansionStream(
  segments: readonly Segment[],
  source: StreamSource,
  { start, end }: ByteRange = { start: 0, end: segmentsLength(segments) },
): Readable {
  const opened: { stream?: AsyncIterable<Uint8Array> } = {};
  const chunks = chunksOf(sliceSegments(segments, start, end), source, opened);
  return new Readable({
    // Node calls this again only once the last chunk was pushed: one read is under way at a time.
    read() {
      chunks.next().then(
        ({ value, done }) => this.push(done === true ? null : value),
        (error: unknown) => this.destroy(asError(error)),
      );
    },
    destroy(error, callback) {
      // A generator that waits for its source cannot be ended; a destroyed source ends the wait.
      if (opened.stream instanceof Readable) {
        opened.stream.destroy();
      }
      chunks.return(undefined).then(
        () => {
          callback(error);
        },
        (late: unknown) => {
          callback(error ?? asError(late));
        },
      );
    },
  });
}

async function* chunksOf(
  segments: readonly Segment[],
  source: StreamSource,
  opened: { stream?: AsyncIterable<Uint8Array> },
): AsyncGenerator<Uint8Array, undefined> {
  for (const segment of segments) {
    if (segment.kind === "bytes") {
      yield* pieces(segment.bytes);
    } else if (segment.kind === "computed") {
      yield* computed(segment, source);
    } else if (segment.length <= CHUNK_BYTES) {
      yield exactly(await source.read(segment.offset, segment.length), segment.length);
    } else {
      opened.stream = source.stream(segment.offset, segment.length);
      yield* counted(opened.stream, segment.length);
    }
  }
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES) {
    yield bytes.subarray(at, at + CHUNK_BYTES);
  }
}

async function* computed(segment: ComputedSegment, source: StreamSource): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < segment.length; at += CHUNK_BYTES) {
    const end = Math.min(at + CHUNK_BYTES, segment.length);
    const bytes = await segment.compute(source, at, end);
    if (bytes.byteLength !== end - at) {
      throw new Error(`a computed part has ${bytes.byteLength} bytes where ${end - at} were asked for`);
    }
    yield bytes;
  }
}

function exactly(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.byteLength !== length) {
    throw new Error(`the stored file gave ${bytes.byteLength} bytes where ${length} were asked for`);
  }
  return bytes;
}

async function* counted(chunks: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Uint8Array> {
  let left = length;
  for await (const chunk of chunks) {
    left -= chunk.byteLength;
    if (left < 0) {
      break;
    }
    // An empty chunk would tell a Readable nothing, and stop it.
    if (chunk.byteLength > 0) {
      yield chunk;
    }
  }
  if (left !== 0) {
    throw new Error(
      `the stored file gave ${left < 0 ? "more" : `${left} bytes fewer`} than the ${length} asked for`,
    );
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error("reading the stored file failed", { cause: thrown });
}
