import { Buffer } from "node:buffer";
import type { Queryable } from "../database.js";

/** Space of advisory locks for blobs, apart from all that take one number: "blob" in ASCII. */
const LOCK_SPACE = 0x626c6f62;

/**
 * Holds a blob to the end of the transaction, together with others who do so: for those who commit it to the store and
 * then refer to it. Waits for who holds it alone.
 */
export async function shareBlob(tx: Queryable, digest: string): Promise<void> {
  await tx.query("select pg_advisory_xact_lock_shared($1, $2)", [LOCK_SPACE, lockKey(digest)]);
}

/** Holds a blob alone to the end of the transaction, to delete it; false at once while anybody else holds it. */
export async function claimBlob(tx: Queryable, digest: string): Promise<boolean> {
  const [row] = await tx.query<{ claimed: boolean }>("select pg_try_advisory_xact_lock($1, $2) as claimed", [
    LOCK_SPACE,
    lockKey(digest),
  ]);
  return row?.claimed === true;
}

/** An int4 of the digest's first bits. Two digests may have one key, which only makes one wait for the other. */
function lockKey(digest: string): number {
  return Buffer.from(digest.slice("sha256:".length, "sha256:".length + 8), "hex").readInt32BE(0);
}

/** Whether something has the blob of a digest: all that may keep one is named here, and nowhere else. */
const isNeeded = (digest: string) => `(
  exists (select 1 from versions v where v.digest = ${digest})
  or exists (select 1 from dataset_files f where f.digest = ${digest})
  or exists (select 1 from models m where m.digest = ${digest})
  or exists (select 1 from job_files f where f.digest = ${digest})
)`;

/** Those of the digests that no version, data set, model or job has. */
export async function selectUnreferenced(db: Queryable, digests: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ digest: string }>(
    `select given.digest from jsonb_array_elements_text($1::jsonb) as given (digest)
     where not ${isNeeded("given.digest")}`,
    [JSON.stringify(digests)],
  );
  return rows.map(({ digest }) => digest);
}

/** Blobs on record from before `before` that no version, data set, model or job has. */
export async function selectOrphanedBlobs(db: Queryable, before: Date): Promise<string[]> {
  const rows = await db.query<{ digest: string }>(
    `select b.digest from blobs b
     where b.created_at < $1 and not ${isNeeded("b.digest")}`,
    [before],
  );
  return rows.map(({ digest }) => digest);
}

/** Strikes a blob off the record. */
export async function removeBlob(tx: Queryable, digest: string): Promise<void> {
  await tx.query("delete from blobs where digest = $1", [digest]);
}

/** Forgets what was remembered for Hub clients about files that no version is. */
export async function removeHubRecords(db: Queryable): Promise<void> {
  for (const table of ["hub_commits", "hub_files"]) {
    await db.query(
      `delete from ${table} r where not exists (select 1 from versions v where v.digest = r.digest)`,
    );
  }
}

/** How many uploads are not published to which nothing has come since `olderThan`. */
export async function countIdleUploads(db: Queryable, olderThan: Date): Promise<number> {
  const rows = await db.query("select 1 from uploads where version is null and updated_at < $1", [olderThan]);
  return rows.length;
}

/** Deletes the jobs that ended before `before`; their artifacts are garbage then. Gives how many. */
export async function removeOldJobs(db: Queryable, before: Date): Promise<number> {
  return (await db.query("delete from jobs where finished_at < $1 returning 1", [before])).length;
}

/** Deletes the models that were neither put nor named by a job since `before`; their files are garbage then. */
export async function removeOldModels(db: Queryable, before: Date): Promise<void> {
  await db.query("delete from models where used_at < $1", [before]);
}

/** How many jobs ended before `before`. */
export async function countOldJobs(db: Queryable, before: Date): Promise<number> {
  return (await db.query("select 1 from jobs where finished_at < $1", [before])).length;
}
