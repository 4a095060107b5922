import type { Segment } from "../formats/index.js";
import { Abortable } from "./abortable.js";
import type { Loan } from "../registry/index.js";
import { ReadAhead, type LendingSource } from "./read-ahead.js";

/** Takes bytes on, after which none come if they are the last; resolves when it needs these no longer. */
export type Write = (pieces: readonly Uint8Array[], last: boolean) => Promise<void>;

/** Bytes that are written together, about: so many that a system call costs little beside them. */
const BATCH_BYTES = 1024 * 1024;

/** Bytes of the first write at most. */
const FIRST_BYTES = 64 * 1024;

/** Pieces that are written together: fewer than a system call takes. */
const BATCH_PIECES = 256;

/**
 * Writes the bytes that segments describe, in order, taken from `source` or computed from it: what is at hand together,
 * and while that is written what comes next is read. So it holds one batch and what it reads ahead, and reads on only as
 * fast as `write` resolves. Nothing is written before the first byte of `source` is there: one that fails at once has
 * begun nothing. Rejects with the source's own error, or once `signal` aborts with its reason; what was lent is then
 * given back.
 */
export async function writeExpansion(
  segments: readonly Segment[],
  source: LendingSource,
  write: Write,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const ahead = new ReadAhead(segments, source);
  const abortable = new Abortable(signal);
  let begun = false;
  try {
    while (!ahead.isDone()) {
      const batch: Loan[] = [];
      try {
        await gather(ahead, batch, abortable, begun);
        ahead.start();
        const last = ahead.isDone();
        const pieces = batch.map(({ bytes }) => bytes);
        const writes = begun ? [pieces] : firstApart(pieces);
        for (const [index, some] of writes.entries()) {
          await abortable.wait(write(some, last && index === writes.length - 1));
        }
        begun = true;
      } finally {
        for (const { release } of batch) release();
      }
    }
  } finally {
    abortable.end();
    ahead.stop();
  }
}

/** The same bytes in two writes, the first of them short: of many who ask at once, nobody waits for all of another's batch. */
function firstApart([first, ...others]: readonly Uint8Array[]): (readonly Uint8Array[])[] {
  if (first === undefined) {
    return [];
  }
  const rest = [first.subarray(FIRST_BYTES), ...others].filter(({ byteLength }) => byteLength > 0);
  return [[first.subarray(0, FIRST_BYTES)], ...(rest.length > 0 ? [rest] : [])];
}

/** Takes parts up to a batch; once it has one, only those that are at hand, unless it is the first batch. */
async function gather(ahead: ReadAhead, batch: Loan[], abortable: Abortable, begun: boolean): Promise<void> {
  let size = 0;
  let waited = false;
  for (let { next } = ahead; next !== undefined; { next } = ahead) {
    const mayWait = batch.length === 0 || (!begun && !waited);
    if ((next instanceof Promise && !mayWait) || size >= BATCH_BYTES || batch.length >= BATCH_PIECES) {
      return;
    }
    waited ||= next instanceof Promise;
    const lent = next instanceof Promise ? await abortable.wait(next) : next;
    ahead.take(lent);
    batch.push(lent);
    size += lent.bytes.byteLength;
  }
}
