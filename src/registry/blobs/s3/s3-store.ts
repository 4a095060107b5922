import { randomUUID } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import {
  BlobNotFoundError,
  PartNotFoundError,
  type BlobStore,
  type BlobSummary,
  type OpenBlob,
  type PartsSummary,
  type StagedBlob,
} from "../store.js";
import { orNoObject, orUnavailable, type Bucket } from "./bucket.js";
import { copyObject, type CopyLimits } from "./copy.js";
import { S3Keys } from "./keys.js";
import { abortUploads, listObjects } from "./list.js";
import { putObject } from "./put.js";
import { S3Blob } from "./s3-blob.js";

/**
 * Blobs as objects of a bucket; {@link S3Keys} draws the layout. Any number of processes may share it. A staged blob
 * is committed by a copy that the server makes, since S3 renames nothing. An open blob whose object is deleted
 * rejects its next read.
 */
export class S3BlobStore implements BlobStore {
  readonly #keys: S3Keys;
  /** Keys that this process is writing, or that await their owner's `commit` or `abort`. */
  readonly #underWay = new Set<string>();

  constructor(
    private readonly bucket: Bucket,
    prefix = "",
    private readonly copyLimits?: CopyLimits,
  ) {
    this.#keys = new S3Keys(prefix);
  }

  async stage(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedBlob> {
    const key = this.#keys.staged + randomUUID();
    this.#underWay.add(key);
    const discard = once(async () => {
      await this.#discard(key);
      this.#underWay.delete(key);
    });
    try {
      const { digest, size } = await putObject(this.bucket, key, content, maxBytes);
      return {
        digest,
        size,
        open: () => this.#openObject(key, () => new Error(`the staged ${digest} is gone`)),
        commit: async () => {
          await copyObject(this.bucket, key, this.#keys.blob(digest), size, this.copyLimits);
          await discard();
        },
        abort: discard,
      };
    } catch (cause) {
      this.#underWay.delete(key);
      throw cause;
    }
  }

  async open(digest: string): Promise<OpenBlob> {
    return this.#openObject(this.#keys.blob(digest), () => new BlobNotFoundError(digest));
  }

  async has(digest: string): Promise<boolean> {
    return (await this.#sizeOf(this.#keys.blob(digest))) !== undefined;
  }

  async delete(digest: string): Promise<void> {
    await this.#deleteObject(this.#keys.blob(digest));
  }

  async *list(): AsyncGenerator<BlobSummary> {
    for await (const { key, size, modifiedAt } of listObjects(this.bucket, this.#keys.blobs)) {
      const digest = this.#keys.digest(key);
      if (digest !== undefined) {
        yield { digest, size, modifiedAt };
      }
    }
  }

  async stagePart(
    upload: string,
    start: number,
    content: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<{ size: number }> {
    const key = this.#keys.part(upload, start);
    // The object under the key changes at once and whole, when its last byte is there.
    const { size } = await putObject(this.bucket, key, content, maxBytes);
    return { size };
  }

  async openPart(upload: string, start: number): Promise<OpenBlob> {
    return this.#openObject(this.#keys.part(upload, start), () => new PartNotFoundError(upload, start));
  }

  async deleteParts(upload: string): Promise<void> {
    for await (const { key } of listObjects(this.bucket, this.#keys.partsOf(upload))) {
      await this.#deleteObject(key);
    }
  }

  async *listParts(): AsyncGenerator<PartsSummary> {
    let last: PartsSummary | undefined;
    // In the order of keys, so that an upload's parts follow each other.
    for await (const { key, modifiedAt } of listObjects(this.bucket, this.#keys.parts)) {
      const upload = this.#keys.upload(key);
      if (upload === undefined) {
        continue;
      }
      if (last !== undefined && last.upload !== upload) {
        yield last;
      }
      const newest = last?.upload === upload && last.modifiedAt > modifiedAt ? last.modifiedAt : modifiedAt;
      last = { upload, modifiedAt: newest };
    }
    if (last !== undefined) {
      yield last;
    }
  }

  async removeOrphans(olderThan: Date): Promise<number> {
    const isOrphan = (key: string, since: Date) => since <= olderThan && !this.#underWay.has(key);
    let removed = await abortUploads(this.bucket, this.#keys.prefix, isOrphan);
    for await (const { key, modifiedAt } of listObjects(this.bucket, this.#keys.staged)) {
      if (isOrphan(key, modifiedAt)) {
        await this.#deleteObject(key);
        removed++;
      }
    }
    return removed;
  }

  async ready(): Promise<void> {
    await orUnavailable(() => this.bucket.client.send(new HeadBucketCommand({ Bucket: this.bucket.name })));
  }

  async presign(digest: string, fileName: string, seconds: number): Promise<string> {
    const command = new GetObjectCommand({
      Bucket: this.bucket.name,
      Key: this.#keys.blob(digest),
      ResponseContentType: "application/octet-stream",
      ResponseContentDisposition: contentDisposition(fileName),
    });
    return orUnavailable(() => getSignedUrl(this.bucket.client, command, { expiresIn: seconds }));
  }

  async #openObject(key: string, missing: () => Error): Promise<OpenBlob> {
    const size = await this.#sizeOf(key);
    if (size === undefined) {
      throw missing();
    }
    return new S3Blob(this.bucket, key, size, missing);
  }

  /** In bytes; `undefined` if there is no such object. */
  async #sizeOf(key: string): Promise<number | undefined> {
    const head = new HeadObjectCommand({ Bucket: this.bucket.name, Key: key });
    const found = await orNoObject(() => this.bucket.client.send(head));
    return found === undefined ? undefined : (found.ContentLength ?? 0);
  }

  // Not DeleteObjects, which needs checksums that older servers do not know.
  async #deleteObject(key: string): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.bucket.name, Key: key });
    await orNoObject(() => this.bucket.client.send(command));
  }

  /** Deletes what is no longer needed; if that fails it is an orphan, and no failure of what was done. */
  async #discard(key: string): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.bucket.name, Key: key });
    const abortSignal = AbortSignal.timeout(this.bucket.timeout);
    await this.bucket.client.send(command, { abortSignal }).catch(() => undefined);
  }
}

// Names of learngenes and of files made from them need no escapes.
function contentDisposition(fileName: string): string {
  if (!/^[A-Za-z0-9._-]+$/.test(fileName)) {
    throw new TypeError(`${JSON.stringify(fileName.slice(0, 80))} is no plain name of a file`);
  }
  return `attachment; filename="${fileName}"`;
}

function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= run());
}
