/** Jobs as the server would make them, that nobody will run. */
import type { JobSpec } from "../../src/jobs/index.js";
import { theProgram, type NewJob, type Registry } from "../../src/registry/index.js";
import { bytesSource } from "./sources.js";

const spec: JobSpec = {
  kind: "evaluate",
  learngene: { owner: "acme", name: "open", version: 1, digest: `sha256:${"0".repeat(64)}` },
  plan: { layers: [2, 2, 1] },
  dataset: "fashion-mnist",
  split: "test",
};

export const tinyJob: NewJob = { owner: "acme", kind: "evaluate", spec };

/** Queues a job; gives its id. */
export async function queuedJob({ jobs }: Registry): Promise<string> {
  return (await jobs.submit(tinyJob, theProgram)).id;
}

/** Has all jobs that wait, and another, succeed with `metrics.json`; gives the id of the last. */
export async function finishedJob(registry: Registry): Promise<string> {
  const id = await queuedJob(registry);
  const { work } = registry.jobs;
  for (;;) {
    const claimed = await work.claim({ name: "test", leaseSeconds: 60 });
    if (claimed === undefined) {
      return id;
    }
    const { lease } = claimed;
    await work.saveFile(lease, "artifact", "metrics.json", bytesSource(Buffer.from("{}")).stream(0, 2), 10);
    await work.finish(lease, { state: "succeeded", result: {} });
  }
}
