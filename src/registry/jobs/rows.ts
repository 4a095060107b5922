import type { Actor } from "../access/actor.js";
import type { Int8 } from "../catalog/rows.js";
import type { Queryable } from "../database.js";
import type {
  Job,
  JobArtifact,
  JobError,
  JobEvent,
  JobKind,
  JobState,
  JsonObject,
  NewJob,
  NewJobEvent,
} from "./job.js";

export interface JobRow {
  id: string;
  number: Int8;
  owner: string;
  kind: JobKind;
  spec: JsonObject;
  actor: Actor;
  state: JobState;
  cancelling: boolean;
  attempts: number;
  seconds: number;
  progress: JsonObject | null;
  last_event: Int8;
  result: JsonObject | null;
  error: JobError | null;
  artifacts: readonly JobArtifact[];
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

/** Of `jobs j`. */
export const jobColumns = `j.id::text, j.number, j.owner, j.kind, j.spec, j.actor, j.state, j.cancelling, j.attempts,
  j.seconds, j.progress, j.last_event, j.result, j.error, j.created_at, j.started_at, j.finished_at,
  (select coalesce(jsonb_agg(jsonb_build_object('name', f.name, 'digest', f.digest, 'size', f.size) order by f.name), '[]')
   from job_files f where f.job_id = j.id and f.role = 'artifact') as artifacts`;

export function jobOf(row: JobRow): Job {
  return {
    id: row.id,
    number: Number(row.number),
    owner: row.owner,
    kind: row.kind,
    spec: row.spec,
    actor: row.actor,
    state: row.state,
    cancelling: row.cancelling,
    attempts: row.attempts,
    seconds: row.seconds,
    progress: row.progress ?? undefined,
    lastEvent: Number(row.last_event),
    result: row.result ?? undefined,
    error: row.error ?? undefined,
    artifacts: row.artifacts,
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
  };
}

export async function insertJob(tx: Queryable, id: string, job: NewJob, actor: Actor): Promise<void> {
  await tx.query(
    "insert into jobs (id, owner, kind, spec, actor) values ($1::uuid, $2, $3, $4::jsonb, $5::jsonb)",
    [id, job.owner, job.kind, JSON.stringify(job.spec), JSON.stringify(actor)],
  );
  for (const { name, digest, size } of job.inputs ?? []) {
    await tx.query(
      "insert into job_files (job_id, role, name, digest, size) values ($1::uuid, 'input', $2, $3, $4)",
      [id, name, digest, size],
    );
  }
}

/** The job of that id, a UUID; its row held to the transaction's end where `lock`. */
export async function selectJob(db: Queryable, id: string, lock = false): Promise<Job | undefined> {
  const [row] = await db.query<JobRow>(
    `select ${jobColumns} from jobs j where j.id = $1::uuid ${lock ? "for update" : ""}`,
    [id],
  );
  return row && jobOf(row);
}

/** Which jobs a list has. */
export interface JobFilter {
  /** Whose; `undefined` for everybody's. */
  readonly owners?: readonly string[] | undefined;
  readonly state?: JobState | undefined;
  readonly kind?: JobKind | undefined;
  /** Only those that came before the one of this number. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Jobs, the newest first. */
export async function selectJobs(db: Queryable, filter: JobFilter): Promise<Job[]> {
  const { owners, state, kind, before, limit } = filter;
  const rows = await db.query<JobRow>(
    `select ${jobColumns} from jobs j
     where ($1::jsonb is null or j.owner in (select jsonb_array_elements_text($1::jsonb)))
       and ($2::text is null or j.state = $2) and ($3::text is null or j.kind = $3)
       and ($4::bigint is null or j.number < $4)
     order by j.number desc limit $5`,
    [
      owners === undefined ? null : JSON.stringify(owners),
      state ?? null,
      kind ?? null,
      before ?? null,
      limit,
    ],
  );
  return rows.map(jobOf);
}

/**
 * Tells of events, numbered after those there are. For use in a transaction: it holds the job's row to the end, so that
 * no number is given twice or left out.
 */
export async function insertEvents(tx: Queryable, id: string, events: readonly NewJobEvent[]): Promise<void> {
  await tx.query(
    `with counted as (
       update jobs set last_event = last_event + jsonb_array_length($2::jsonb) where id = $1::uuid
       returning last_event - jsonb_array_length($2::jsonb) as before
     )
     insert into job_events (job_id, number, type, data)
     select $1::uuid, counted.before + told.place, told.event ->> 'type', told.event -> 'data'
     from counted, jsonb_array_elements($2::jsonb) with ordinality as told (event, place)`,
    [id, JSON.stringify(events)],
  );
}

/** A job's events after the one of that number, in order. */
export async function selectEvents(
  db: Queryable,
  id: string,
  after: number,
  limit: number,
): Promise<JobEvent[]> {
  const rows = await db.query<{ number: Int8; at: Date; type: string; data: JsonObject }>(
    `select number, at, type, data from job_events
     where job_id = $1::uuid and number > $2 order by number limit $3`,
    [id, after, limit],
  );
  return rows.map(({ number, ...rest }) => ({ number: Number(number), ...rest }));
}

/** How many jobs stand so; states without jobs are left out. */
export async function countByState(db: Queryable): Promise<Partial<Record<JobState, number>>> {
  const rows = await db.query<{ state: JobState; count: Int8 }>(
    "select state, count(*) as count from jobs group by state",
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}
