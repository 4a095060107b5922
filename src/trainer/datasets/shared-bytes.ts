import { open } from "node:fs/promises";

/** The bytes themselves if they lie in memory that threads can share; else a copy there. */
export function onSharedMemory(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) {
    return bytes;
  }
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  shared.set(bytes);
  return shared;
}

/** Bytes that are read at a time: Node takes less than 2 GiB. */
const AT_ONCE = 2 ** 30;

/** A whole file, in memory that threads can share. Throws the system's errors. */
export async function readShared(path: string): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(new SharedArrayBuffer(size));
    for (let at = 0; at < size;) {
      const { bytesRead } = await file.read(bytes, at, Math.min(size - at, AT_ONCE), at);
      if (bytesRead === 0) {
        return bytes.subarray(0, at);
      }
      at += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}
