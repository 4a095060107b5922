/** Sources of stored bytes for expansions: a buffer, and a real file that counts what stays open. */
import { createReadStream, type ReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { bytesAccess } from "../../src/formats/index.js";
import type { StreamSource } from "../../src/expander/index.js";

/** Bytes in memory; streams come in chunks of `chunk` bytes. */
export function bytesSource(bytes: Uint8Array, chunk = 64 * 1024): StreamSource {
  return {
    ...bytesAccess(bytes),
    async *stream(offset, length) {
      for (let at = offset; at < offset + length; at += chunk) {
        yield await Promise.resolve(bytes.subarray(at, Math.min(at + chunk, offset + length)));
      }
    },
  };
}

/** A file on disk; `streams` are all that were ever opened. */
export async function fileSource(path: string): Promise<StreamSource & { streams: ReadStream[] }> {
  const { size } = await stat(path);
  const streams: ReadStream[] = [];
  return {
    size,
    streams,
    async read(offset, length) {
      const file = await open(path);
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    stream(offset, length) {
      const stream = createReadStream(path, { start: offset, end: offset + length - 1 });
      streams.push(stream);
      return stream;
    },
  };
}
