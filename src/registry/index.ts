/**
 * Where learngenes are kept: a catalog (SQL) of names, versions and tags, and a store of blobs by digest. Embedded by
 * default: PGlite and files in one data directory; or PostgreSQL, or a bucket of S3. `openRegistry` opens each. To add
 * a migration, add the next number to `migrations/`; to add a blob store, implement `BlobStore` in `blobs/` and run
 * `test/registry/blob-store-suite.ts` on it.
 */
export * from "./registry.js";
export * from "./access/index.js";
export type { Loan } from "./blobs/chunk-pool.js";
export { LentBlob } from "./blobs/lent-blob.js";
export type { CachedBytes } from "./blobs/open-files.js";
export type { S3Config } from "./blobs/s3/config.js";
export {
  BlobDamagedError,
  BlobNotFoundError,
  PartNotFoundError,
  type BlobStore,
  type BlobSummary,
  type OpenBlob,
  type PartsSummary,
  type StagedBlob,
} from "./blobs/store.js";
export type {
  Details,
  Device,
  DeviceSummary,
  KeptCalibration,
  DetailsChange,
  Evidence,
  Learngene,
  LearngeneSummary,
  Version,
  VersionSummary,
  Visibility,
  Yank,
} from "./catalog/index.js";
export {
  DEFAULT_GRACE_MILLISECONDS,
  DEFAULT_JOB_MILLISECONDS,
  type GarbageOptions,
  type GarbageReport,
} from "./collect-garbage.js";
export {
  DEFAULT_BUFFER_BYTES,
  DEFAULT_CACHE_BYTES,
  DEFAULT_MAX_UPLOAD_BYTES,
  type RegistryConfig,
} from "./config.js";
export type { LearngeneName, VersionName } from "./change.js";
export * from "./datasets/index.js";
export { openDataDirectory, type DataDirectory } from "./data-directory.js";
export {
  calibrationDtypes,
  Devices,
  MAX_CALIBRATIONS,
  MAX_CALIBRATIONS_AT_ONCE,
  type Calibration,
} from "./devices/index.js";
export * from "./hub/index.js";
export * from "./jobs/index.js";
export * from "./models/index.js";
export type { Database, PoolState, Queryable, SqlValue } from "./database.js";
export { partsOf, type LargeObject, type ObjectPart } from "./large-objects/index.js";
export { checkLearngeneName, checkNewTag, checkTag, isDigest, LATEST, parseRef, type Ref } from "./names.js";
export { MAX_CARD, MAX_DESCRIPTION, MAX_LICENSE } from "./details.js";
export { MAX_REASON } from "./lifecycle.js";
export type { ListQuery } from "./listing.js";
export {
  allOf,
  publishOutcomes,
  type Operation,
  type PublishOutcome,
  type RegistryObserver,
} from "./observer.js";
export { backUp, type Backup } from "./backup/back-up.js";
export type { Counts } from "./backup/inventory.js";
export { restore, type Restored } from "./backup/restore.js";
export { migrate, migrationStatus, type MigrationStatus } from "./migrate.js";
export { openRegistry } from "./open.js";
export { catalogHasTokens, catalogStatus, openDatabase, type DatabaseConfig } from "./open-database.js";
export { DEFAULT_PAGE, MAX_PAGE, type Page } from "./page.js";
export { openPGlite } from "./pglite-database.js";
export { openPostgres, postgresDefaults, type PostgresOptions } from "./postgres-database.js";
export type { Publication, Published } from "./publish.js";
export * from "./results/index.js";
export type { TagConditions, TagStand } from "./tags.js";
export { UnavailableError, type RegistryPart } from "./unavailable.js";
export {
  expireUploads,
  MAX_OPEN_UPLOADS,
  type AnnouncedUpload,
  type Upload,
  type UploadName,
  type UploadState,
} from "./uploads/index.js";
