import { z } from "zod";
import type { ClaimedJob, JsonObject, KeptResult, Registry, Result } from "../registry/index.js";
import { jobSpecSchema, type JobSpec } from "./spec.js";

/** Of what a job came to, what evidence says. */
const measuredSchema = z.object({ depth: z.int(), accuracy: z.number(), dataset: z.string() });

/**
 * Attaches what a job measured to the learngene's version, if that is to be; gives the result as it is kept. Again, after a
 * worker's death, finds it attached. Throws `forbidden` where who asked for the job may not any more, and what attaching
 * throws, as where the version was deleted meanwhile.
 */
export async function attachMeasured(
  registry: Registry,
  { job }: ClaimedJob,
  result: JsonObject,
): Promise<KeptResult | undefined> {
  const spec = jobSpecSchema.parse(job.spec);
  if (spec.kind === "learn" || spec.attach !== true) {
    return undefined;
  }
  const { owner, name, version } = spec.learngene;
  await registry.access.checkStill(job.actor, "publish", owner);
  return registry.results.attach(
    { owner, name, ref: String(version) },
    evidenceOf(spec, measuredSchema.parse(result)),
    job.actor,
    job.id,
  );
}

function evidenceOf(
  spec: Exclude<JobSpec, { kind: "learn" }>,
  { depth, accuracy, dataset: digest }: z.infer<typeof measuredSchema>,
): Result {
  const common = {
    dataset: { name: spec.dataset.replace(/@.*$/, ""), digest },
    depth,
    ...("layers" in spec.plan ? { layers: spec.plan.layers } : {}),
    accuracy,
  };
  return spec.kind === "evaluate"
    ? // Nothing was drawn: an expansion copies.
      { ...common, split: spec.split, epochs: 0, seeds: [0] }
    : { ...common, split: "test", epochs: spec.recipe.epochs, seeds: [spec.recipe.seed] };
}
