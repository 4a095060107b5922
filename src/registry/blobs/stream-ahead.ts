import type { OpenBlob } from "./store.js";

/** Bytes of a part: enough that a request's way there and back costs little beside them. */
const PART_BYTES = 2 * 1024 ** 2;

/**
 * All bytes of a blob in order, in parts of 2 MiB, of which as many are on their way at once as the blob is best read
 * ahead. A part is the consumer's until it asks for the next: its memory is used again. Rejects with what reading it
 * does. Ending it early leaves parts that are on their way to `close` of the blob.
 */
export async function* streamAhead(blob: OpenBlob): AsyncGenerator<Uint8Array, void, undefined> {
  const { size, readAhead = 1 } = blob;
  const asked: Promise<Uint8Array>[] = [];
  const unused: Uint8Array[] = [];
  let end = 0;
  const ask = () => {
    while (asked.length < readAhead && end < size) {
      const memory = unused.pop() ?? new Uint8Array(PART_BYTES);
      const part = read(blob, end, memory.subarray(0, size - end));
      // It may fail before anybody waits for it.
      part.catch(() => undefined);
      asked.push(part);
      end += PART_BYTES;
    }
  };
  ask();
  for (let [next] = asked; next !== undefined; [next] = asked) {
    const bytes = await next;
    void asked.shift();
    ask();
    yield bytes;
    unused.push(bytes);
  }
}

async function read(blob: OpenBlob, offset: number, target: Uint8Array): Promise<Uint8Array> {
  await blob.readInto(target, offset);
  return target;
}
