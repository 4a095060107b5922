import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { checkSize } from "./check-size.js";
import { SteadySync } from "./steady-sync.js";

/**
 * Writes `content` to a new file, hashing on the way; returns its digest and its size in bytes. If `durable`, the bytes
 * outlast a crash of the machine when it resolves, though the file's name may not. Throws `body-too-large`, what
 * `content` throws, or the system's error; then half a file may be left.
 */
export async function writeHashed(
  path: string,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
  { durable }: { readonly durable: boolean },
): Promise<{ digest: string; size: number }> {
  const hash = createHash("sha256");
  let size = 0;
  const file = await open(path, "wx");
  const disk = durable ? new SteadySync(file) : undefined;
  try {
    for await (const chunk of content) {
      size += chunk.byteLength;
      checkSize(size, maxBytes);
      // The kernel writes while this thread hashes.
      const written = file.writeFile(chunk);
      hash.update(chunk);
      await written;
      await disk?.wrote(chunk.byteLength);
    }
    await disk?.end();
  } finally {
    await disk?.settled();
    await file.close();
  }
  return { digest: `sha256:${hash.digest("hex")}`, size };
}
