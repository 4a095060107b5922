import { segmentLength, type RandomAccess, type Segment } from "../formats/index.js";
import type { Loan } from "../registry/index.js";

/** A stored file whose bytes are lent. */
export interface LendingSource extends RandomAccess {
  /** Bytes that are best read together: those from a multiple of it to the next. */
  readonly chunkBytes: number;
  /** How many parts are best read before they are needed; may change once the file is open. */
  readonly readAhead: number;
  /** Bytes from `offset` on: at least one, at most `length`; at once where they are at hand. */
  borrow(offset: number, length: number): Loan | Promise<Loan>;
}

/** Bytes of a segment that are computed at a time. */
const COMPUTED_BYTES = 256 * 1024;

/** Bytes of a literal that are handed on at a time. */
const LITERAL_BYTES = 1024 * 1024;

/** A part of a segment that was asked for. */
interface Part {
  readonly segment: Segment;
  /** Within the segment. */
  readonly start: number;
  readonly end: number;
  readonly lent: Loan | Promise<Loan>;
}

/** The bytes that segments describe, part by part, of which some are asked for before they are needed. */
export class ReadAhead {
  readonly #cuts: Generator<readonly [Segment, number, number], void>;
  /** In order. */
  readonly #asked: Part[] = [];

  constructor(
    segments: readonly Segment[],
    private readonly source: LendingSource,
  ) {
    this.#cuts = cuts(segments, source.chunkBytes);
  }

  /** The next part, not taken yet: at hand, or still on its way. `undefined` at the end. */
  get next(): Loan | Promise<Loan> | undefined {
    this.#askFor(1);
    return this.#asked[0]?.lent;
  }

  /** Whether there is no next part. */
  isDone(): boolean {
    return this.next === undefined;
  }

  /** Goes on to the part after the next, which came as `lent`: to the rest of it, if that is less than was asked for. */
  take(lent: Loan): void {
    const part = this.#asked.shift();
    if (part === undefined) {
      throw new Error("there is no part to take");
    }
    const start = part.start + lent.bytes.byteLength;
    if (start < part.end) {
      this.#asked.unshift(this.#ask(part.segment, start, part.end));
    }
  }

  /** Asks for the parts that come next. */
  start(): void {
    this.#askFor(this.source.readAhead);
  }

  /** Gives back what was asked for and is no longer needed, as soon as it is there. */
  stop(): void {
    for (const { lent } of this.#asked.splice(0)) {
      Promise.resolve(lent).then(
        ({ release }) => {
          release();
        },
        () => undefined,
      );
    }
  }

  #askFor(count: number): void {
    while (this.#asked.length < count) {
      const cut = this.#cuts.next();
      if (cut.done === true) {
        return;
      }
      this.#asked.push(this.#ask(...cut.value));
    }
  }

  #ask(segment: Segment, start: number, end: number): Part {
    const lent = lend(segment, start, end, this.source);
    if (lent instanceof Promise) {
      // It may fail before anybody waits for it.
      lent.catch(() => undefined);
    }
    return { segment, start, end, lent };
  }
}

/** Where segments are cut into parts: ranges where the source's chunks end. */
function* cuts(
  segments: readonly Segment[],
  chunkBytes: number,
): Generator<readonly [Segment, number, number], void> {
  for (const segment of segments) {
    const length = segmentLength(segment);
    for (let start = 0; start < length;) {
      const end = Math.min(start + partBytes(segment, start, chunkBytes), length);
      yield [segment, start, end];
      start = end;
    }
  }
}

function partBytes(segment: Segment, start: number, chunkBytes: number): number {
  switch (segment.kind) {
    case "bytes":
      return LITERAL_BYTES;
    case "computed":
      return COMPUTED_BYTES;
    case "range":
      return chunkBytes - ((segment.offset + start) % chunkBytes);
  }
}

function lend(segment: Segment, start: number, end: number, source: LendingSource): Loan | Promise<Loan> {
  switch (segment.kind) {
    case "bytes":
      return { bytes: segment.bytes.subarray(start, end), release: nothing };
    case "computed":
      return segment
        .compute(source, start, end)
        .then((bytes) => checked({ bytes, release: nothing }, end - start, true));
    case "range": {
      const lent = source.borrow(segment.offset + start, end - start);
      return lent instanceof Promise
        ? lent.then((late) => checked(late, end - start, false))
        : checked(lent, end - start, false);
    }
  }
}

/** What was lent, unless it is of another length than it may be: a wrong body would be sent. */
function checked(lent: Loan, asked: number, exactly: boolean): Loan {
  const { byteLength } = lent.bytes;
  if (byteLength === 0 || byteLength > asked || (exactly && byteLength < asked)) {
    lent.release();
    throw new Error(`a part of the file has ${byteLength} bytes where ${asked} were asked for`);
  }
  return lent;
}

const nothing = () => undefined;
