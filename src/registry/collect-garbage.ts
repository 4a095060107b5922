import type { Actor } from "./access/actor.js";
import { insertAudit } from "./access/audit.js";
import type { BlobStore, BlobSummary } from "./blobs/store.js";
import {
  claimBlob,
  countIdleUploads,
  countOldJobs,
  removeBlob,
  removeHubRecords,
  removeOldJobs,
  removeOldModels,
  selectOrphanedBlobs,
  selectUnreferenced,
} from "./catalog/index.js";
import type { Database } from "./database.js";
import { expireUploads } from "./uploads/index.js";

/** How old a file must be to be collected unless said otherwise: a day, out of caution alone. */
export const DEFAULT_GRACE_MILLISECONDS = 24 * 3600 * 1000;

/** No upload pauses longer: what lies half uploaded for so long has lost its sender. */
const UPLOAD_MILLISECONDS = 24 * 3600 * 1000;

/** For how long the jobs that ended are kept unless said otherwise: 30 days. */
export const DEFAULT_JOB_MILLISECONDS = 30 * 24 * 3600 * 1000;

/** Blobs asked about in one statement. */
const BATCH = 500;

export interface GarbageOptions {
  /** Blobs younger than this are left; default {@link DEFAULT_GRACE_MILLISECONDS}. Any, 0 too, is safe. */
  readonly graceMilliseconds?: number | undefined;
  /**
   * What lies half uploaded and got nothing for so long is dropped; default a day, or the grace if that is longer. Less
   * is for a registry to which nobody is uploading: only a part's age tells whether its sender lives.
   */
  readonly unfinishedMilliseconds?: number | undefined;
  /** Jobs that ended longer ago are deleted with their artifacts, and models that no job named since; default {@link DEFAULT_JOB_MILLISECONDS}. */
  readonly jobMilliseconds?: number | undefined;
  /** Only counts. */
  readonly dryRun?: boolean | undefined;
}

/** What was collected, or would have been. */
export interface GarbageReport {
  readonly dryRun: boolean;
  /** Files that no version, data set, model or job has. */
  readonly blobs: number;
  /** Of those files. */
  readonly bytes: number;
  /** Uploads that were never finished. Those of publishes that broke off are not counted in a dry run. */
  readonly uploads: number;
  /** Jobs that ended long ago. Their files are not counted in a dry run. */
  readonly jobs: number;
}

/** What is collected from. */
export interface GarbageParts {
  readonly database: Database;
  readonly blobs: BlobStore;
}

/**
 * Deletes the jobs that ended long ago, the models that none has named for as long, and the blobs that no version, data
 * set, model or job has. Safe beside publishes, also of the very bytes under collection, and beside another collection: who
 * publishes holds the blob's lock, shared, from before the store has the blob until its row
 * is committed; who collects holds it alone, or lets it be, while looking a last time and deleting. So no blob goes
 * between its commit and its row, and whoever comes after a deletion puts the blob there anew.
 */
export async function collectGarbage(
  parts: GarbageParts,
  options: GarbageOptions,
  actor: Actor,
): Promise<GarbageReport> {
  const { graceMilliseconds = DEFAULT_GRACE_MILLISECONDS, dryRun = false } = options;
  const { database, blobs } = parts;
  const now = Date.now();
  const before = new Date(now - graceMilliseconds);
  const { jobMilliseconds = DEFAULT_JOB_MILLISECONDS } = options;
  // First, so that their artifacts are garbage already.
  const jobsBefore = new Date(now - jobMilliseconds);
  const jobs = await (dryRun ? countOldJobs : removeOldJobs)(database, jobsBefore);
  if (!dryRun) {
    await removeOldModels(database, jobsBefore);
  }
  const collected = { blobs: 0, bytes: 0 };
  for await (const candidates of oldBlobs(blobs, before)) {
    const garbage = new Set(
      await selectUnreferenced(
        database,
        candidates.map(({ digest }) => digest),
      ),
    );
    for (const { digest, size } of candidates) {
      if (garbage.has(digest) && (dryRun || (await collectBlob(parts, digest)))) {
        collected.blobs += 1;
        collected.bytes += size;
      }
    }
  }
  // Not sooner than a day, whatever the grace: another process may have them under way.
  const { unfinishedMilliseconds = Math.max(graceMilliseconds, UPLOAD_MILLISECONDS) } = options;
  const idleSince = new Date(now - unfinishedMilliseconds);
  if (dryRun) {
    return { dryRun, ...collected, uploads: await countIdleUploads(database, idleSince), jobs };
  }
  // Records whose blob a collection deleted just before it was killed.
  for (const digest of await selectOrphanedBlobs(database, before)) {
    await collectBlob(parts, digest);
  }
  await removeHubRecords(database);
  const uploads = (await expireUploads(parts, idleSince)) + (await blobs.removeOrphans(idleSince));
  const report = { dryRun, ...collected, uploads, jobs };
  if (report.blobs > 0 || report.uploads > 0 || report.jobs > 0) {
    await insertAudit(database, actor, {
      action: "garbage.collect",
      detail: { ...collected, uploads, jobs },
    });
  }
  return report;
}

async function* oldBlobs(store: BlobStore, before: Date): AsyncGenerator<BlobSummary[]> {
  let batch: BlobSummary[] = [];
  for await (const blob of store.list()) {
    if (blob.modifiedAt > before) {
      continue;
    }
    batch.push(blob);
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) {
    yield batch;
  }
}

/** Deletes a blob unless something has it by now; whether there was one to delete. */
export function collectBlob({ database, blobs }: GarbageParts, digest: string): Promise<boolean> {
  return database.transaction(async (tx) => {
    // Who holds it is publishing it: no garbage.
    if (!(await claimBlob(tx, digest)) || (await selectUnreferenced(tx, [digest])).length === 0) {
      return false;
    }
    const isThere = await blobs.has(digest);
    await blobs.delete(digest);
    await removeBlob(tx, digest);
    return isThere;
  });
}
