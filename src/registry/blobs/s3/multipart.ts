import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  S3ServiceException,
  type CompletedPart,
} from "@aws-sdk/client-s3";
import { copyDeadline, type Bucket } from "./bucket.js";

/** Parts of one object at most. */
export const MAX_PARTS = 10_000;

/**
 * An object that is made in parts, several at once; under its key there is nothing new until `complete`. Methods
 * reject with the SDK's errors.
 */
export class MultipartUpload {
  readonly #parts: CompletedPart[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  #failure: { readonly cause: unknown } | undefined;
  #nextNumber = 1;

  private constructor(
    private readonly bucket: Bucket,
    private readonly target: { readonly Bucket: string; readonly Key: string; readonly UploadId: string },
    private readonly atOnce: number,
  ) {}

  static async start(bucket: Bucket, key: string, atOnce: number): Promise<MultipartUpload> {
    const place = { Bucket: bucket.name, Key: key };
    const { UploadId } = await bucket.client.send(
      new CreateMultipartUploadCommand({ ...place, ...bucket.encryption }),
    );
    if (UploadId === undefined) {
      throw new Error("the store started an upload without an id");
    }
    return new MultipartUpload(bucket, { ...place, UploadId }, atOnce);
  }

  /**
   * Starts the next part: `send` is given what names it and resolves to its ETag. Resolves once there is room for
   * another; rejects if any part before failed.
   */
  async add(send: (part: MultipartTarget) => Promise<string | undefined>): Promise<void> {
    const PartNumber = this.#nextNumber++;
    const sent = send({ ...this.target, PartNumber })
      .then(
        (ETag) => {
          this.#parts.push({ PartNumber, ...(ETag === undefined ? {} : { ETag }) });
        },
        (cause: unknown) => {
          this.#failure ??= { cause };
        },
      )
      .finally(() => this.#inFlight.delete(sent));
    this.#inFlight.add(sent);
    if (this.#inFlight.size >= this.atOnce) {
      await Promise.race(this.#inFlight);
    }
    this.#throwFailure();
  }

  /** Waits for all parts and makes the object, of `size` bytes, of them. */
  async complete(size: number): Promise<void> {
    await Promise.all(this.#inFlight);
    this.#throwFailure();
    const Parts = this.#parts.toSorted((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0));
    try {
      await this.bucket.client.send(
        new CompleteMultipartUploadCommand({ ...this.target, MultipartUpload: { Parts } }),
        // Some servers copy all parts into one file.
        { abortSignal: copyDeadline(this.bucket, size) },
      );
    } catch (cause) {
      // A second try after an answer that was lost finds the upload done and gone.
      if (!isGone(cause) || (await this.#sizeNow()) !== size) {
        throw cause;
      }
    }
  }

  /** Throws the parts away, once none is under way; never rejects, as what stays is an orphan. */
  async abort(): Promise<void> {
    await Promise.all(this.#inFlight);
    await this.bucket.client
      .send(new AbortMultipartUploadCommand(this.target), {
        abortSignal: AbortSignal.timeout(this.bucket.timeout),
      })
      .catch(() => undefined);
  }

  async #sizeNow(): Promise<number | undefined> {
    const { Bucket, Key } = this.target;
    return (await this.bucket.client.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength;
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) {
      throw this.#failure.cause;
    }
  }
}

/** What names a part in a request. */
export interface MultipartTarget {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
  readonly PartNumber: number;
}

function isGone(error: unknown): boolean {
  return error instanceof S3ServiceException && error.name === "NoSuchUpload";
}
