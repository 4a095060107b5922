import { createHash } from "node:crypto";
import { PutObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { checkSize } from "../check-size.js";
import { orUnavailable, type Bucket } from "./bucket.js";
import { MAX_PARTS, MultipartUpload } from "./multipart.js";

/** Bytes of a part, unless so many come that there would be too many parts: above S3's least of 5 MiB. */
const PART = 8 * 1024 ** 2;

/** Bytes that the first part's memory begins with, and grows from: most bodies are no larger. */
const FIRST = 64 * 1024;

/** Parts on the way at once. Memory holds one more, which fills meanwhile. */
const AT_ONCE = 2;

/**
 * Stores `content` under a key as it comes, hashing on the way, in memory of a few parts. Bodies of less than a part
 * go in one request. The server gets the SHA-256 of each part with its signature. Throws `body-too-large`, what
 * `content` throws, or `UnavailableError`; then the key is as it was.
 */
export async function putObject(
  bucket: Bucket,
  key: string,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ digest: string; size: number }> {
  const hash = createHash("sha256");
  const partSize = Math.max(PART, Math.ceil(maxBytes / MAX_PARTS));
  const buffers = new PartBuffers(partSize);
  let size = 0;
  let upload: MultipartUpload | undefined;
  let part: Buffer = Buffer.allocUnsafeSlow(FIRST);
  let filled = 0;
  const send = async (buffer: Buffer, length: number) => {
    upload ??= await MultipartUpload.start(bucket, key, AT_ONCE);
    await upload.add(async (target) => {
      const Body = buffer.subarray(0, length);
      const { ETag } = await bucket.client.send(new UploadPartCommand({ ...target, Body }));
      buffers.giveBack(buffer);
      return ETag;
    });
  };
  try {
    for await (const chunk of content) {
      size += chunk.byteLength;
      checkSize(size, maxBytes);
      hash.update(chunk);
      for (let at = 0; at < chunk.byteLength;) {
        if (filled === part.byteLength && filled < partSize) {
          part = grown(part, Math.min(partSize, 4 * filled));
        } else if (filled === part.byteLength) {
          const full = part;
          await orUnavailable(() => send(full, full.byteLength));
          [part, filled] = [buffers.take(), 0];
        }
        const taken = Math.min(chunk.byteLength - at, part.byteLength - filled);
        part.set(chunk.subarray(at, at + taken), filled);
        [at, filled] = [at + taken, filled + taken];
      }
    }
    await orUnavailable(async () => {
      if (upload === undefined) {
        await putWhole(bucket, key, part.subarray(0, filled));
      } else {
        await send(part, filled);
        await upload.complete(size);
      }
    });
  } catch (cause) {
    await upload?.abort();
    throw cause;
  }
  return { digest: `sha256:${hash.digest("hex")}`, size };
}

async function putWhole(bucket: Bucket, key: string, body: Uint8Array): Promise<void> {
  await bucket.client.send(
    new PutObjectCommand({ Bucket: bucket.name, Key: key, Body: body, ...bucket.encryption }),
  );
}

function grown(buffer: Buffer, size: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(size);
  larger.set(buffer);
  return larger;
}

/** Buffers for parts, used again once their part is sent. */
class PartBuffers {
  readonly #free: Buffer[] = [];

  constructor(private readonly size: number) {}

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.size);
  }

  giveBack(buffer: Buffer): void {
    this.#free.push(buffer);
  }
}
