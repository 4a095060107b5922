import { jobSpecSchema, type JobModel } from "../../jobs/index.js";
import type { Job } from "../../registry/index.js";
import type { Schema } from "../api-types.js";

/** A job, as the API shows it. */
export function presentJob(job: Job): Schema<"Job"> {
  const { id, owner, kind, state, cancelling, attempts, seconds, lastEvent, artifacts } = job;
  const spec = jobSpecSchema.parse(job.spec);
  return {
    id,
    owner,
    kind,
    state,
    cancelling,
    ...(spec.kind === "learn"
      ? presentAncestor(spec.ancestor)
      : { learngene: spec.learngene, plan: spec.plan }),
    dataset: spec.dataset,
    ...(spec.kind === "evaluate" ? { split: spec.split } : { recipe: spec.recipe }),
    ...(spec.kind === "learn" && spec.publish !== undefined ? { publish: spec.publish } : {}),
    ...(spec.kind === "finetune" && spec.teacher !== undefined ? { teacher: spec.teacher } : {}),
    ...(spec.kind !== "learn" && spec.attach === true ? { attach: true } : {}),
    attempts,
    seconds,
    lastEvent,
    ...(job.progress === undefined ? {} : { progress: { ...job.progress } }),
    ...(job.result === undefined ? {} : { result: { ...job.result } }),
    ...(job.error === undefined ? {} : { error: job.error }),
    artifacts: artifacts.map(({ name, size, digest }) => ({ name, size, digest })),
    createdAt: job.createdAt.toISOString(),
    ...(job.startedAt === undefined ? {} : { startedAt: job.startedAt.toISOString() }),
    ...(job.finishedAt === undefined ? {} : { finishedAt: job.finishedAt.toISOString() }),
  };
}

/** A learngene that is learned from stands where that of other jobs does. */
function presentAncestor(ancestor: JobModel): Pick<Schema<"Job">, "learngene" | "plan" | "ancestor"> {
  return "learngene" in ancestor ? ancestor : { ancestor };
}
