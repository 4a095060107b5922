import { randomUUID } from "node:crypto";
import type { BlobStore, OpenBlob } from "../blobs/store.js";
import { shareBlob } from "../catalog/index.js";
import { collectBlob } from "../collect-garbage.js";
import type { Database, Queryable } from "../database.js";
import type { JobChanges } from "./changes.js";
import { LeaseLostError, type Job, type JsonObject, type Lease, type NewJobEvent } from "./job.js";
import { endJob, endOfAbandoned, stateEvent, type JobEnd } from "./end.js";
import { insertEvents, jobColumns, jobOf, selectJob, type JobRow } from "./rows.js";

/** Who takes jobs up, and for how long a hold on one is good unless it is renewed. */
export interface JobWorker {
  /** For people: which process on which machine. */
  readonly name: string;
  readonly leaseSeconds: number;
}

/** A job taken up. */
export interface ClaimedJob {
  readonly job: Job;
  readonly lease: Lease;
}

export type JobFileRole = "checkpoint" | "artifact";

export interface JobWorkParts {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly changes: JobChanges;
}

/**
 * What workers do with jobs. A worker that takes a job up gets a lease; all that it writes of the job it writes under
 * that lease, in one transaction with the event that tells of it, and nothing once another worker has the job: then
 * every method throws {@link LeaseLostError}. So of two that believe they run a job, one alone finishes it.
 */
export class JobWork {
  readonly #parts: JobWorkParts;

  constructor(parts: JobWorkParts) {
    this.#parts = parts;
  }

  /**
   * Takes up the oldest job that waits, or whose worker's lease has run out; `undefined` if there is none. Ends what
   * lost its worker and is not to be tried again.
   */
  async claim({ name, leaseSeconds }: JobWorker): Promise<ClaimedJob | undefined> {
    for (;;) {
      const token = randomUUID();
      const claimed = await this.#parts.database.transaction(async (tx) => {
        const [row] = await tx.query<JobRow>(
          `update jobs j set state = 'running', worker = $1, lease = $2::uuid, attempts = j.attempts + 1,
             lease_until = clock_timestamp() + $3::float8 * interval '1 second',
             started_at = coalesce(j.started_at, clock_timestamp())
           where j.id = (
             select id from jobs
             where state = 'queued' or (state = 'running' and lease_until < clock_timestamp())
             order by number limit 1 for update skip locked
           )
           returning ${jobColumns}`,
          [name, token, leaseSeconds],
        );
        if (row === undefined) {
          return undefined;
        }
        const job = jobOf(row);
        const lease = { jobId: job.id, token };
        const end = endOfAbandoned(job);
        if (end !== undefined) {
          await endJob(tx, lease, end);
          return { job, lease, ended: true };
        }
        await insertEvents(tx, job.id, [stateEvent("running", { attempt: job.attempts })]);
        return { job: { ...job, lastEvent: job.lastEvent + 1 }, lease, ended: false };
      });
      if (claimed === undefined) {
        return undefined;
      }
      this.#parts.changes.changed(claimed.job.id);
      if (!claimed.ended) {
        return { job: claimed.job, lease: claimed.lease };
      }
    }
  }

  /** Holds the job for longer, and counts the seconds spent on it: gives their sum, and whether it is to be stopped. */
  async renew(
    lease: Lease,
    leaseSeconds: number,
    spentSeconds: number,
  ): Promise<Pick<Job, "cancelling" | "seconds">> {
    const [row] = await this.#parts.database.query<Pick<Job, "cancelling" | "seconds">>(
      `update jobs set lease_until = clock_timestamp() + $3::float8 * interval '1 second',
         seconds = seconds + $4::float8
       where id = $1::uuid and lease = $2::uuid returning cancelling, seconds`,
      [lease.jobId, lease.token, leaseSeconds, spentSeconds],
    );
    if (row === undefined) {
      throw new LeaseLostError(lease);
    }
    return row;
  }

  /**
   * Tells of events that come after the one of number `after`, the newest that the worker knows of; `progress` is what
   * they say of the job's steps. Does nothing where they were told already: so it may be tried again when it is not
   * known whether it was carried out.
   */
  async tell(
    lease: Lease,
    after: number,
    events: readonly NewJobEvent[],
    progress?: JsonObject,
  ): Promise<void> {
    await this.#parts.database.transaction(async (tx) => {
      // Nobody but who holds the lease tells of a job that runs.
      if ((await checkLease(tx, lease)).lastEvent !== after) {
        return;
      }
      await insertEvents(tx, lease.jobId, events);
      if (progress !== undefined) {
        await tx.query("update jobs set progress = $2::jsonb where id = $1::uuid", [
          lease.jobId,
          JSON.stringify(progress),
        ]);
      }
    });
    this.#parts.changes.changed(lease.jobId);
  }

  /**
   * Stores a file of the job under its name, in place of one before, whose bytes go. Once it resolves the file outlasts
   * a crash. A checkpoint lets the job be tried as often as at first.
   */
  async saveFile(
    lease: Lease,
    role: JobFileRole,
    name: string,
    content: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<void> {
    const { database, blobs } = this.#parts;
    const staged = await blobs.stage(content, maxBytes);
    try {
      const { digest, size } = staged;
      const before = await database.transaction(async (tx) => {
        await checkLease(tx, lease);
        // Held until the row is there, so that no collector of garbage takes the blob in between.
        await shareBlob(tx, digest);
        await staged.commit();
        const [old] = await tx.query<{ digest: string }>(
          "select digest from job_files where job_id = $1::uuid and role = $2 and name = $3",
          [lease.jobId, role, name],
        );
        await tx.query(
          `insert into job_files (job_id, role, name, digest, size) values ($1::uuid, $2, $3, $4, $5)
           on conflict (job_id, role, name)
           do update set digest = excluded.digest, size = excluded.size, created_at = clock_timestamp()`,
          [lease.jobId, role, name, digest, size],
        );
        if (role === "checkpoint") {
          await tx.query("update jobs set attempts = 1 where id = $1::uuid", [lease.jobId]);
        }
        return old?.digest;
      });
      if (before !== undefined && before !== digest) {
        await collectBlob(this.#parts, before);
      }
    } finally {
      await staged.abort();
    }
  }

  /** Opens a file of the job; `undefined` if there is none. The caller closes it. */
  async openFile({ jobId }: Lease, role: JobFileRole | "input", name: string): Promise<OpenBlob | undefined> {
    const [row] = await this.#parts.database.query<{ digest: string }>(
      "select digest from job_files where job_id = $1::uuid and role = $2 and name = $3",
      [jobId, role, name],
    );
    return row && this.#parts.blobs.open(row.digest);
  }

  /** Writes down what the job came to: its artifacts are stored. Whoever takes it up from now on only publishes. */
  async keepResult(lease: Lease, result: JsonObject): Promise<void> {
    await this.#parts.database.transaction(async (tx) => {
      await checkLease(tx, lease);
      await tx.query("update jobs set result = $2::jsonb where id = $1::uuid", [
        lease.jobId,
        JSON.stringify(result),
      ]);
    });
  }

  /** Ends the job. The last checkpoint of one that failed becomes an artifact; else checkpoints go. */
  async finish(lease: Lease, end: JobEnd): Promise<void> {
    const unneeded = await this.#parts.database.transaction(async (tx) => {
      await checkLease(tx, lease);
      return endJob(tx, lease, end);
    });
    this.#parts.changes.changed(lease.jobId);
    for (const digest of unneeded) {
      await collectBlob(this.#parts, digest);
    }
  }

  /** Gives the job back, for any worker to take up. `failed` says that the attempt counts. */
  async release(lease: Lease, { failed = false }: { failed?: boolean } = {}): Promise<void> {
    await this.#parts.database.transaction(async (tx) => {
      const job = await checkLease(tx, lease);
      const end = failed ? endOfAbandoned({ ...job, attempts: job.attempts + 1 }) : undefined;
      if (end !== undefined) {
        await endJob(tx, lease, end);
        return;
      }
      await tx.query(
        `update jobs set state = 'queued', worker = null, lease = null, lease_until = null,
           attempts = greatest(attempts - $2::integer, 0) where id = $1::uuid`,
        [lease.jobId, failed ? 0 : 1],
      );
      await insertEvents(tx, lease.jobId, [stateEvent("queued")]);
    });
    this.#parts.changes.changed(lease.jobId);
  }

  /** Has every lease run out: for who knows that no worker lives, as where one process holds all there is. */
  async expireLeases(): Promise<void> {
    await this.#parts.database.query(
      "update jobs set lease_until = clock_timestamp() - interval '1 second' where state = 'running'",
    );
  }
}

async function checkLease(tx: Queryable, lease: Lease): Promise<Job> {
  const held = await tx.query("select 1 from jobs where id = $1::uuid and lease = $2::uuid for update", [
    lease.jobId,
    lease.token,
  ]);
  const job = held.length === 0 ? undefined : await selectJob(tx, lease.jobId);
  if (job === undefined) {
    throw new LeaseLostError(lease);
  }
  return job;
}
