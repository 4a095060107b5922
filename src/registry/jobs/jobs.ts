import { randomUUID } from "node:crypto";
import { InputError } from "../../model/index.js";
import type { Actor } from "../access/actor.js";
import { insertAudit } from "../access/audit.js";
import type { BlobStore } from "../blobs/store.js";
import { decodePlace, encodeCursor } from "../cursor.js";
import type { Database, Queryable } from "../database.js";
import { checkOwner } from "../names.js";
import { checkLimit, DEFAULT_PAGE, pageOf, type Page } from "../page.js";
import { isUuid } from "../uuid.js";
import { JobChanges } from "./changes.js";
import { endJob, stateEvent } from "./end.js";
import {
  artifactNotFound,
  isOver,
  jobNotFound,
  type Job,
  type JobArtifact,
  type JobEvent,
  type JobState,
  type NewJob,
} from "./job.js";
import {
  countByState,
  insertEvents,
  insertJob,
  selectEvents,
  selectJob,
  selectJobs,
  type JobFilter,
} from "./rows.js";
import { JobWork } from "./work.js";

/** Jobs of one owner that may wait or run at once. */
const MAX_OPEN_JOBS = 1000;

/** Events read in one statement. */
const BATCH = 500;

export interface JobsParts {
  readonly database: Database;
  readonly blobs: BlobStore;
}

/** Trainings and measurements that were asked for. Methods that take a job's id throw `job-not-found`. */
export class Jobs {
  /** For workers. */
  readonly work: JobWork;
  readonly changes = new JobChanges();
  readonly #parts: JobsParts;

  constructor(parts: JobsParts) {
    this.#parts = parts;
    this.work = new JobWork({ database: parts.database, blobs: parts.blobs, changes: this.changes });
  }

  /** Queues a job. Throws `invalid-name`, or `too-many-jobs` if its owner has as many open as may be. */
  async submit(job: NewJob, actor: Actor): Promise<Job> {
    checkOwner(job.owner);
    const id = randomUUID();
    const queued = await this.#parts.database.transaction(async (tx) => {
      await checkRoom(tx, job.owner);
      await insertJob(tx, id, job, actor);
      await insertEvents(tx, id, [stateEvent("queued")]);
      await insertAudit(tx, actor, {
        action: "job.create",
        owner: job.owner,
        detail: { job: id, kind: job.kind },
      });
      return selectJob(tx, id);
    });
    this.changes.changed(id);
    return found(id, queued);
  }

  async get(id: string): Promise<Job> {
    return found(id, isUuid(id) ? await selectJob(this.#parts.database, id) : undefined);
  }

  /** Jobs, the newest first. Throws `invalid-request` for a wrong cursor or limit. */
  async list(
    query: Pick<JobFilter, "owners" | "state" | "kind"> & {
      readonly cursor?: string | undefined;
      readonly limit?: number | undefined;
    } = {},
  ): Promise<Page<Job>> {
    const { cursor, limit = DEFAULT_PAGE, ...filter } = query;
    checkLimit(limit);
    const before =
      cursor === undefined
        ? undefined
        : Number(decodePlace("job", cursor, (text) => /^[1-9][0-9]{0,14}$/.test(text)));
    const jobs = await selectJobs(this.#parts.database, { ...filter, before, limit: limit + 1 });
    return pageOf(jobs, limit, ({ number }) => encodeCursor("job", String(number)));
  }

  /**
   * Stops a job: one that waits at once, one that runs when its worker hears of it. Does nothing to one that was
   * cancelled; throws `job-finished` for one that ended otherwise.
   */
  async cancel(id: string, actor: Actor): Promise<Job> {
    await this.get(id);
    const job = await this.#parts.database.transaction(async (tx) => {
      const { state, owner, cancelling } = found(id, await selectJob(tx, id, true));
      if (state === "succeeded" || state === "failed") {
        throw new InputError("job-finished", `job ${id} has ${state} already`, {
          field: "job",
          value: id,
          fix: "There is nothing left to cancel.",
        });
      }
      if (!cancelling && state !== "cancelled") {
        await tx.query("update jobs set cancelling = true where id = $1::uuid", [id]);
        if (state === "queued") {
          await endJob(tx, { jobId: id }, { state: "cancelled" });
        }
        await insertAudit(tx, actor, { action: "job.cancel", owner, detail: { job: id } });
      }
      return selectJob(tx, id);
    });
    this.changes.changed(id);
    return found(id, job);
  }

  /**
   * A job's events after the one of that number, as they come, without gap or repetition; an empty list now and then
   * while there are none. Ends after the last event of a job that is over, or when `signal` aborts.
   */
  async *follow(id: string, after: number, signal?: AbortSignal): AsyncGenerator<readonly JobEvent[]> {
    let last = after;
    while (signal?.aborted !== true) {
      // Asked for before the events: one that comes in between is seen at once.
      const news = this.changes.next(id, signal);
      const { state, lastEvent } = await this.get(id);
      const events = await selectEvents(this.#parts.database, id, last, BATCH);
      last = events.at(-1)?.number ?? last;
      yield events;
      if (isOver(state) && last >= lastEvent) {
        return;
      }
      if (last >= lastEvent) {
        await news;
      }
    }
  }

  /** A job's events after the one of that number, in order, some hundreds at most. */
  events(id: string, after: number): Promise<JobEvent[]> {
    return selectEvents(this.#parts.database, id, after, BATCH);
  }

  /** A file that a job made. Throws `artifact-not-found`. */
  artifact(job: Job, name: string): JobArtifact {
    const artifact = job.artifacts.find((each) => each.name === name);
    if (artifact === undefined) {
      throw artifactNotFound(job, name);
    }
    return artifact;
  }

  /** How many jobs stand so; states without jobs are left out. */
  countByState(): Promise<Partial<Record<JobState, number>>> {
    return countByState(this.#parts.database);
  }
}

async function checkRoom(tx: Queryable, owner: string): Promise<void> {
  const open = await tx.query(
    "select 1 from jobs where owner = $1 and state in ('queued', 'running') limit $2",
    [owner, MAX_OPEN_JOBS],
  );
  if (open.length === MAX_OPEN_JOBS) {
    throw new InputError("too-many-jobs", `${owner} has ${MAX_OPEN_JOBS} jobs that wait or run`, {
      field: "owner",
      value: owner,
      fix: "Wait until some have ended, or cancel some.",
    });
  }
}

function found(id: string, job: Job | undefined): Job {
  if (job === undefined) {
    throw jobNotFound(id);
  }
  return job;
}
