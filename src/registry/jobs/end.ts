import type { Queryable } from "../database.js";
import type { Job, JobError, JsonObject, Lease, NewJobEvent } from "./job.js";
import { insertEvents } from "./rows.js";

/** How often a job is taken up without a checkpoint in between before it is given up. */
export const MAX_ATTEMPTS = 3;

/** How a job ends. */
export type JobEnd =
  | { readonly state: "succeeded"; readonly result: JsonObject }
  | { readonly state: "failed"; readonly error: JobError }
  | { readonly state: "cancelled" };

/** How a job ends that its worker left, if it is not to be taken up again. */
export function endOfAbandoned({
  cancelling,
  attempts,
}: Pick<Job, "cancelling" | "attempts">): JobEnd | undefined {
  if (cancelling) {
    return { state: "cancelled" };
  }
  return attempts <= MAX_ATTEMPTS
    ? undefined
    : {
        state: "failed",
        error: {
          code: "job-crashed",
          message: `the job ended its worker's process ${MAX_ATTEMPTS} times without getting further`,
          fix: "Look into the worker's log; a smaller batch needs less memory.",
        },
      };
}

/** Ends a job in a transaction; gives the digests of blobs that it needs no longer. */
export async function endJob(tx: Queryable, { jobId }: Pick<Lease, "jobId">, end: JobEnd): Promise<string[]> {
  const result = end.state === "succeeded" ? JSON.stringify(end.result) : null;
  const error = end.state === "failed" ? JSON.stringify(end.error) : null;
  await tx.query(
    `update jobs set state = $2, result = coalesce($3::jsonb, result), error = $4::jsonb, worker = null, lease = null,
       lease_until = null, finished_at = clock_timestamp() where id = $1::uuid`,
    [jobId, end.state, result, error],
  );
  if (end.state === "failed") {
    // The last good state of a training that went wrong is worth something.
    await tx.query("update job_files set role = 'artifact' where job_id = $1::uuid and role = 'checkpoint'", [
      jobId,
    ]);
  }
  const gone = await tx.query<{ digest: string; role: string }>(
    "delete from job_files where job_id = $1::uuid and role <> 'artifact' returning digest, role",
    [jobId],
  );
  await insertEvents(tx, jobId, [
    stateEvent(
      end.state,
      end.state === "succeeded" ? { result: end.result } : "error" in end ? { error: end.error } : {},
    ),
  ]);
  return gone.filter(({ role }) => role === "checkpoint").map(({ digest }) => digest);
}

/** Tells how a job stands from now on. */
export function stateEvent(state: string, rest: JsonObject = {}): NewJobEvent {
  return { type: "state", data: { state, ...rest } };
}
