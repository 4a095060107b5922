/**
 * The worker: takes jobs up from the catalog and computes each in a process of its own, which knows a folder and an IPC
 * channel and nothing else. To add a kind of job, add it to `spec.ts`, `child/run-job.ts` and the contract.
 */
export { INPUT_ANCESTOR, INPUT_DATASET, INPUT_LEARNGENE, INPUT_TEACHER } from "./job-folder.js";
export {
  DEFAULT_CHECKPOINT_SECONDS,
  defaultJobLimits,
  type DatasetFetcher,
  type JobLimits,
  type WorkerLog,
  type WorkerOptions,
} from "./options.js";
export {
  jobSpecSchema,
  type Becoming,
  type JobModel,
  type JobSpec,
  type LearnSpec,
  type ModelFile,
} from "./spec.js";
export { work } from "./worker.js";
