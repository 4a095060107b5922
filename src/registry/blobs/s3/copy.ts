import { CopyObjectCommand, UploadPartCopyCommand } from "@aws-sdk/client-s3";
import { copyDeadline, orUnavailable, type Bucket } from "./bucket.js";
import { MultipartUpload } from "./multipart.js";

/** Largest object that S3 copies in one request, in bytes. */
const COPY_WHOLE = 5 * 1024 ** 3;

/** Bytes of one part of a larger one's copy. */
const COPY_PART = 512 * 1024 ** 2;

const AT_ONCE = 4;

/** Which sizes are copied how; for tests. */
export interface CopyLimits {
  readonly whole: number;
  readonly part: number;
}

/** Copies an object of `size` bytes within the bucket; its bytes stay on the server. Rejects with `UnavailableError`. */
export function copyObject(
  bucket: Bucket,
  from: string,
  to: string,
  size: number,
  limits: CopyLimits = { whole: COPY_WHOLE, part: COPY_PART },
): Promise<void> {
  return orUnavailable(() =>
    size <= limits.whole
      ? copyWhole(bucket, from, to, size)
      : copyInParts(bucket, from, to, size, limits.part),
  );
}

async function copyWhole(bucket: Bucket, from: string, to: string, size: number): Promise<void> {
  await bucket.client.send(
    new CopyObjectCommand({
      Bucket: bucket.name,
      Key: to,
      CopySource: sourceOf(bucket, from),
      ...bucket.encryption,
    }),
    { abortSignal: copyDeadline(bucket, size) },
  );
}

async function copyInParts(
  bucket: Bucket,
  from: string,
  to: string,
  size: number,
  partSize: number,
): Promise<void> {
  const upload = await MultipartUpload.start(bucket, to, AT_ONCE);
  try {
    for (let at = 0; at < size; at += partSize) {
      const range = `bytes=${at}-${Math.min(at + partSize, size) - 1}`;
      await upload.add(async (target) => {
        const { CopyPartResult } = await bucket.client.send(
          new UploadPartCopyCommand({
            ...target,
            CopySource: sourceOf(bucket, from),
            CopySourceRange: range,
          }),
          { abortSignal: copyDeadline(bucket, partSize) },
        );
        return CopyPartResult?.ETag;
      });
    }
    await upload.complete(size);
  } catch (cause) {
    await upload.abort();
    throw cause;
  }
}

// Keys are made of characters that need no escape in a URL.
function sourceOf(bucket: Bucket, key: string): string {
  return `${bucket.name}/${key}`;
}
