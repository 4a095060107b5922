import { open, type FileHandle } from "node:fs/promises";
import { checkRange } from "./check-range.js";
import type { OpenBlob } from "./store.js";

/** Bytes of one chunk of a stream: large enough that system calls cost nothing, small beside any limit. */
const CHUNK = 256 * 1024;

/** Opens a file as a blob; rejects with the system's error. */
export async function openFileBlob(path: string): Promise<OpenBlob> {
  const handle = await open(path, "r");
  try {
    return new FileBlob(handle, (await handle.stat()).size);
  } catch (cause) {
    await handle.close();
    throw cause;
  }
}

class FileBlob implements OpenBlob {
  constructor(
    private readonly handle: FileHandle,
    readonly size: number,
  ) {}

  get fd(): number {
    return this.handle.fd;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    checkRange(this.size, offset, length);
    const bytes = new Uint8Array(length);
    await this.readInto(bytes, offset);
    return bytes;
  }

  async readInto(target: Uint8Array, offset: number): Promise<void> {
    const length = target.byteLength;
    checkRange(this.size, offset, length);
    for (let done = 0; done < length;) {
      const { bytesRead } = await this.handle.read(target, done, length - done, offset + done);
      if (bytesRead === 0) {
        throw new Error(`a blob of ${this.size} bytes ended at ${offset + done}`);
      }
      done += bytesRead;
    }
  }

  stream(offset: number, length: number): AsyncIterable<Uint8Array> {
    checkRange(this.size, offset, length);
    return this.chunks(offset, offset + length);
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async *chunks(start: number, end: number): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = start; at < end; at += CHUNK) {
      yield await this.read(at, Math.min(CHUNK, end - at));
    }
  }
}
