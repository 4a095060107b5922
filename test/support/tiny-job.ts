/** A job as the server would make it, that nobody will run. */
import type { JobSpec } from "../../src/jobs/index.js";
import type { NewJob } from "../../src/registry/index.js";

const spec: JobSpec = {
  kind: "evaluate",
  learngene: { owner: "acme", name: "open", version: 1, digest: `sha256:${"0".repeat(64)}` },
  plan: { layers: [2, 2, 1] },
  dataset: "fashion-mnist",
  split: "test",
};

export const tinyJob: NewJob = { owner: "acme", kind: "evaluate", spec };
