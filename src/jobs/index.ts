/**
 * The worker: takes jobs up from the catalog and computes each in a process of its own, which knows a folder and an IPC
 * channel and nothing else. To add a kind of job, add it to `spec.ts`, `child/run-job.ts` and the contract.
 */
export { BUNDLED_DATASET } from "./fetch-dataset.js";
export { INPUT_DATASET, INPUT_LEARNGENE } from "./job-folder.js";
export {
  DEFAULT_CHECKPOINT_SECONDS,
  defaultJobLimits,
  type DatasetFetcher,
  type JobLimits,
  type WorkerLog,
  type WorkerOptions,
} from "./options.js";
export { jobSpecSchema, type JobSpec, type LearnSpec } from "./spec.js";
export { work } from "./worker.js";
