import type { S3Config } from "./blobs/s3/config.js";

/** Largest file taken in unless said otherwise: 2 GiB, room for a learngene of half a billion float32 weights. */
export const DEFAULT_MAX_UPLOAD_BYTES = 2 * 1024 ** 3;

/** Bytes of a bucket's blobs that are kept on disk, unless said otherwise: room for several of the largest. */
export const DEFAULT_CACHE_BYTES = 10 * 1024 ** 3;

/**
 * Memory for parts of files that are being sent, unless said otherwise, in bytes: enough to keep a layer of ViT-L (48 MiB),
 * which is read once then however often it is repeated, and beside all else within 64 MiB over an idle server.
 */
export const DEFAULT_BUFFER_BYTES = 52 * 1024 ** 2;

/** The same where files lie in a bucket: parts on their way from there take the rest. */
export const DEFAULT_BUFFER_BYTES_OF_BUCKET = 32 * 1024 ** 2;

/** Which catalog and which blob store a registry is made of. */
export interface RegistryConfig {
  /**
   * Where the embedded catalog and blobs lie, and caches; made if missing. One process at a time may have it, but where
   * both the catalog and the blobs are elsewhere.
   */
  readonly dataDirectory: string;
  /** A PostgreSQL database for the catalog; default: the embedded one in the data directory. */
  readonly databaseUrl?: string | undefined;
  /** Milliseconds that a connection to PostgreSQL may take; default 5,000. */
  readonly databaseConnectTimeout?: number | undefined;
  /** Milliseconds that a statement on PostgreSQL may take; default 30,000. */
  readonly databaseStatementTimeout?: number | undefined;
  /** A bucket for the blobs; default: files in the data directory. */
  readonly s3?: S3Config | undefined;
  /** Bytes of the bucket's blobs that are kept in the data directory too; default {@link DEFAULT_CACHE_BYTES}. */
  readonly cacheBytes?: number | undefined;
  /**
   * Memory for parts of files that are being sent, bytes; default {@link DEFAULT_BUFFER_BYTES}, or
   * {@link DEFAULT_BUFFER_BYTES_OF_BUCKET}.
   */
  readonly bufferBytes?: number | undefined;
  /** Whether files are downloaded from the bucket itself, by addresses that are good for a while; default no. */
  readonly redirectDownloads?: boolean | undefined;
  /** Bytes of a published file at most; default {@link DEFAULT_MAX_UPLOAD_BYTES}. */
  readonly maxUploadBytes?: number | undefined;
}
