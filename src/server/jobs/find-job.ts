import type { IncomingMessage } from "node:http";
import { allows, jobNotFound, type Job, type Registry } from "../../registry/index.js";
import { accessOf } from "../access/index.js";

/** The job of that id. Throws `job-not-found` also where the request may not see it. */
export async function findJob(req: IncomingMessage, registry: Registry, id: string): Promise<Job> {
  const job = await registry.jobs.get(id);
  if (!allows(accessOf(req).grants, job.owner, "read")) {
    throw jobNotFound(id);
  }
  return job;
}
