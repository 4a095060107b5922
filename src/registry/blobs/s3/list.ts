import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
  S3ServiceException,
  type ListMultipartUploadsCommandOutput,
} from "@aws-sdk/client-s3";
import { orNoObject, orUnavailable, type Bucket } from "./bucket.js";

/** An object as a list gives it. */
export interface ListedObject {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  readonly modifiedAt: Date;
}

/** The objects whose keys start with `prefix`, by key, a page of 1,000 at a time. Rejects with `UnavailableError`. */
export async function* listObjects(bucket: Bucket, prefix: string): AsyncGenerator<ListedObject> {
  const pages = paginateListObjectsV2({ client: bucket.client }, { Bucket: bucket.name, Prefix: prefix });
  for (;;) {
    const { done, value } = await orUnavailable(() => pages.next());
    if (done === true) {
      return;
    }
    for (const { Key: key, Size: size = 0, LastModified: modifiedAt } of value.Contents ?? []) {
      if (key !== undefined && modifiedAt !== undefined) {
        yield { key, size, modifiedAt };
      }
    }
  }
}

/**
 * Aborts the multipart uploads to keys that start with `prefix` and that `isOrphan` says so of, given key and start;
 * returns how many. Rejects with `UnavailableError`.
 */
export async function abortUploads(
  bucket: Bucket,
  prefix: string,
  isOrphan: (key: string, since: Date) => boolean,
): Promise<number> {
  let aborted = 0;
  for await (const { Key, UploadId, Initiated } of listUploads(bucket, prefix)) {
    if (Key !== undefined && UploadId !== undefined && Initiated !== undefined && isOrphan(Key, Initiated)) {
      const command = new AbortMultipartUploadCommand({ Bucket: bucket.name, Key, UploadId });
      await orNoObject(() => bucket.client.send(command));
      aborted++;
    }
  }
  return aborted;
}

/** The multipart uploads under way to keys that start with `prefix`. Rejects with `UnavailableError`. */
export async function* listUploads(bucket: Bucket, prefix: string) {
  let next: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
  while (next !== undefined) {
    const page: ListMultipartUploadsCommandOutput | undefined = await uploadsPage(bucket, prefix, next);
    yield* page?.Uploads ?? [];
    next =
      page?.IsTruncated === true
        ? {
            ...(page.NextKeyMarker === undefined ? {} : { KeyMarker: page.NextKeyMarker }),
            ...(page.NextUploadIdMarker === undefined ? {} : { UploadIdMarker: page.NextUploadIdMarker }),
          }
        : undefined;
  }
}

/** A page of uploads; `undefined` from a server that cannot list them, which must be told to clean up by itself. */
function uploadsPage(bucket: Bucket, prefix: string, from: { KeyMarker?: string; UploadIdMarker?: string }) {
  return orUnavailable(async () => {
    try {
      return await bucket.client.send(
        new ListMultipartUploadsCommand({ Bucket: bucket.name, Prefix: prefix, ...from }),
      );
    } catch (cause) {
      if (cause instanceof S3ServiceException && cause.name === "NotImplemented") {
        return undefined;
      }
      throw cause;
    }
  });
}
