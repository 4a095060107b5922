import type { RandomAccess } from "../../formats/index.js";

/** A stored blob that can be read. Whoever opened it closes it. */
export interface OpenBlob extends RandomAccess {
  /**
   * Exactly `length` bytes from `offset`, in order, in chunks of bounded size, each the consumer's own. Throws a
   * `RangeError` at once if the blob has no such bytes. Any number may run side by side; stopping early is fine.
   */
  stream(offset: number, length: number): AsyncIterable<Uint8Array>;
  /** Fills `target` with the bytes from `offset` on. Rejects with a `RangeError` if the blob has not so many. */
  readInto(target: Uint8Array, offset: number): Promise<void>;
  /** How many chunks are best read ahead of use, where one alone keeps nobody busy; default 1. */
  readonly readAhead?: number;
  /** Descriptor of the file that it is, until `close`; `undefined` if it is none of this machine. */
  readonly fd?: number;
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

/** A committed blob, as a list of the store gives it. */
export interface BlobSummary {
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  /** When it was staged or last committed, by the store's clock. */
  readonly modifiedAt: Date;
}

/** Parts of one upload that wait in the store. */
export interface PartsSummary {
  /** The upload's id. */
  readonly upload: string;
  /** When its newest part was staged, by the store's clock. */
  readonly modifiedAt: Date;
}

/**
 * Content-addressed bytes: what stands under a digest never changes. The store knows nothing of learngenes; which
 * blobs and which uploads are needed is the catalog's to say. Failures of a disk reject with the system's error, those
 * of a store that is elsewhere with `UnavailableError`.
 */
export interface BlobStore {
  /** Whether it is a disk of this machine: what is there is read at once, and hardly ever fails to be. Default: no. */
  readonly isLocal?: boolean;
  /**
   * Reads `content` to its end into a staged blob, hashing on the way, in memory that does not grow with it. A chunk
   * is its giver's again once the next is asked for: what the store keeps longer, it copies. Throws
   * `body-too-large` as soon as more than `maxBytes` have come. On that, or if `content` throws, nothing is left.
   */
  stage(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedBlob>;
  /**
   * Opens a committed blob; rejects with {@link BlobNotFoundError}. After a `delete` meanwhile, reads of the open one
   * give its bytes or reject with that error.
   */
  open(digest: string): Promise<OpenBlob>;
  /** Whether the digest is committed. */
  has(digest: string): Promise<boolean>;
  /** Removes a committed blob; does nothing if it is not there. */
  delete(digest: string): Promise<void>;
  /** All committed blobs, in no order; those committed or deleted meanwhile may be in it or not. */
  list(): AsyncIterable<BlobSummary>;

  /**
   * Takes in the part of an upload that starts at byte `start` of its file, in the place of one that is there
   * already. When it resolves the part outlasts a crash of the machine. Throws as {@link stage} does, and then leaves
   * the earlier part. `upload` is an id of 1 to 64 letters, digits and `-`.
   */
  stagePart(
    upload: string,
    start: number,
    content: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<{ readonly size: number }>;
  /** Opens a part; rejects with {@link PartNotFoundError}. Whoever deletes or replaces it has no more use for the open one. */
  openPart(upload: string, start: number): Promise<OpenBlob>;
  /** Removes all parts of an upload; does nothing if there are none. */
  deleteParts(upload: string): Promise<void>;
  /** The uploads that have parts, in no order, each once. */
  listParts(): AsyncIterable<PartsSummary>;

  /**
   * Removes what dead processes left staged and has not changed since `olderThan`; returns how many. It never touches
   * what this process has under way, nor parts. Where several processes share the store, `olderThan` must be further
   * back than any publish takes.
   */
  removeOrphans(olderThan: Date): Promise<number>;
  /** Rejects if blobs cannot be stored now. */
  ready(): Promise<void>;
  /**
   * An address that gives anyone the blob for some seconds, to be saved as `fileName`, without a look whether it is
   * there. Only of stores that can.
   */
  presign?(digest: string, fileName: string, seconds: number): Promise<string>;
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

/** An upload has no part that starts there: the catalog and the store disagree. */
export class PartNotFoundError extends Error {
  constructor(
    readonly upload: string,
    readonly start: number,
    options?: ErrorOptions,
  ) {
    super(`no part of upload ${upload} at ${start}`, options);
    this.name = "PartNotFoundError";
  }
}

/** A store gave other bytes than those of the digest: it is damaged, and nobody got them. */
export class BlobDamagedError extends Error {
  constructor(readonly digest: string) {
    super(`the blob store holds other bytes than those of ${digest}`);
    this.name = "BlobDamagedError";
  }
}
