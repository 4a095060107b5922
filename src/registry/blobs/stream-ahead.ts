import type { OpenBlob } from "./store.js";

/** Bytes of a part: enough that a request's way there and back costs little beside them. */
const PART_BYTES = 2 * 1024 ** 2;

/**
 * All bytes of a blob in order, in parts of 2 MiB, of which as many are on their way at once as the blob is best read
 * ahead. Rejects with what reading it does. Ending it early leaves those to `close` of the blob.
 */
export async function* streamAhead(blob: OpenBlob): AsyncGenerator<Uint8Array, void, undefined> {
  const { size, readAhead = 1 } = blob;
  const asked: Promise<Uint8Array>[] = [];
  let end = 0;
  const ask = () => {
    while (asked.length < readAhead && end < size) {
      const length = Math.min(PART_BYTES, size - end);
      const part = blob.read(end, length);
      // It may fail before anybody waits for it.
      part.catch(() => undefined);
      asked.push(part);
      end += length;
    }
  };
  ask();
  for (let [next] = asked; next !== undefined; [next] = asked) {
    const bytes = await next;
    void asked.shift();
    ask();
    yield bytes;
  }
}
