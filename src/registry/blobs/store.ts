import type { RandomAccess } from "../../formats/index.js";

/** A stored blob that can be read. Whoever opened it closes it. */
export interface OpenBlob extends RandomAccess {
  /**
   * Exactly `length` bytes from `offset`, in order, in chunks of bounded size, each the consumer's own. Throws a
   * `RangeError` at once if the blob has no such bytes. Any number may run side by side; stopping early is fine.
   */
  stream(offset: number, length: number): AsyncIterable<Uint8Array>;
  /** Frees what it holds; again does nothing. Reading after it rejects. */
  close(): Promise<void>;
}

/** Bytes taken in under no digest yet: only its owner sees them. End it with `commit` or `abort`. */
export interface StagedBlob {
  /** `sha256:` and the SHA-256 of the bytes, in lower-case hexadecimal. */
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  /** Opens the bytes for reading, before `commit`. The caller closes it. */
  open(): Promise<OpenBlob>;
  /**
   * Publishes the bytes under their digest, at once and whole: when it resolves they outlast a crash of the
   * machine. If the digest is there already it stays as it is or is replaced by the same bytes.
   */
  commit(): Promise<void>;
  /** Throws the bytes away; does nothing after `commit` or another `abort`, so it may stand in a `finally`. */
  abort(): Promise<void>;
}

/**
 * Content-addressed bytes: what stands under a digest never changes. The store knows nothing of learngenes; which
 * blobs are needed is the catalog's to say. Failures of disk or network reject with the system's error.
 */
export interface BlobStore {
  /**
   * Reads `content` to its end into a staged blob, hashing on the way, in memory that does not grow with it. A chunk
   * is its giver's again once the next is asked for: what the store keeps longer, it copies. Throws
   * `body-too-large` as soon as more than `maxBytes` have come. On that, or if `content` throws, nothing is left.
   */
  stage(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedBlob>;
  /** Opens a committed blob; rejects with {@link BlobNotFoundError}. A `delete` meanwhile leaves the open one readable. */
  open(digest: string): Promise<OpenBlob>;
  /** Whether the digest is committed. */
  has(digest: string): Promise<boolean>;
  /** Removes a committed blob; does nothing if it is not there. */
  delete(digest: string): Promise<void>;
  /** Removes what dead processes left staged, and nothing that is still under way; returns how many. For start-up. */
  removeOrphans(): Promise<number>;
  /** Rejects if blobs cannot be stored now. */
  ready(): Promise<void>;
}

/** No blob has this digest. Users never ask for digests of blobs, so the catalog and the store disagree. */
export class BlobNotFoundError extends Error {
  constructor(
    readonly digest: string,
    options?: ErrorOptions,
  ) {
    super(`no blob ${digest}`, options);
    this.name = "BlobNotFoundError";
  }
}
