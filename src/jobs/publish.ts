import type { ClaimedJob, Registry } from "../registry/index.js";
import { jobSpecSchema } from "./spec.js";

/**
 * Publishes what a job learned, if it is to be; gives the version. Again, after a worker's death, finds the same bytes
 * published and gives the same version. Throws `forbidden` where who asked for the job may not any more, and what
 * publishing throws.
 */
export async function publishLearned(
  registry: Registry,
  { job, lease }: ClaimedJob,
): Promise<{ owner: string; name: string; version: number; digest: string } | undefined> {
  const spec = jobSpecSchema.parse(job.spec);
  if (spec.kind !== "learn" || spec.publish === undefined) {
    return undefined;
  }
  await registry.access.checkStill(job.actor, "publish", spec.publish.owner);
  const file = await registry.jobs.work.openFile(lease, "artifact", "learngene.safetensors");
  if (file === undefined) {
    throw new Error(`job ${job.id} has no learngene to publish`);
  }
  try {
    const body = file.stream(0, file.size);
    const { version } = await registry.publish({ ...spec.publish, body }, job.actor);
    return { owner: version.owner, name: version.name, version: version.number, digest: version.digest };
  } finally {
    await file.close();
  }
}
