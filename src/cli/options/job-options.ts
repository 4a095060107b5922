import { availableParallelism } from "node:os";
import { Option, type Command } from "commander";
import { z } from "zod";
import { DEFAULT_CHECKPOINT_SECONDS, defaultJobLimits, type WorkerOptions } from "../../jobs/options.js";
import { readDuration, readWholeNumber } from "./values.js";

/** What {@link addJobOptions} reads. */
export const jobOptionsSchema = z.object({
  jobThreads: z.number().optional(),
  jobTime: z.number(),
  jobMemory: z.number(),
  jobDisk: z.number(),
  jobCheckpointEvery: z.number(),
});

const { seconds, memoryBytes, diskBytes } = defaultJobLimits;

/** Adds what a worker lets each job take. */
export function addJobOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--job-threads <number>",
        "threads that a job computes with; with as many, a job that is gone on with ends with the same weights " +
          "(default: all cores but one)",
      )
        .env("LEARNGENE_JOB_THREADS")
        .argParser((text) => readWholeNumber("--job-threads", text, 1, availableParallelism())),
    )
    .addOption(
      new Option("--job-time <time>", "how long a job may run, all its attempts together, such as 30m or 7d")
        .env("LEARNGENE_JOB_TIME")
        .default(seconds * 1000, "24h")
        .argParser((text) => readDuration("--job-time", text)),
    )
    .addOption(bytesOption("--job-memory", "memory of a job's process", "LEARNGENE_JOB_MEMORY", memoryBytes))
    .addOption(bytesOption("--job-disk", "disk of a job's folder", "LEARNGENE_JOB_DISK", diskBytes))
    .addOption(
      new Option("--job-checkpoint-every <time>", "time between two checkpoints of a job; 0 after each step")
        .env("LEARNGENE_JOB_CHECKPOINT_EVERY")
        .default(DEFAULT_CHECKPOINT_SECONDS * 1000, `${DEFAULT_CHECKPOINT_SECONDS}s`)
        .argParser((text) => readDuration("--job-checkpoint-every", text)),
    );
}

function bytesOption(flag: string, what: string, variable: string, standard: number): Option {
  return new Option(`${flag} <bytes>`, `largest ${what}`)
    .env(variable)
    .default(standard)
    .argParser((text) => readWholeNumber(flag, text, 1, Number.MAX_SAFE_INTEGER));
}

/** A worker's options, but for where its folders lie. */
export function jobOptionsOf(options: z.infer<typeof jobOptionsSchema>): Omit<WorkerOptions, "scratch"> {
  return {
    threads: options.jobThreads,
    limits: {
      seconds: options.jobTime / 1000,
      memoryBytes: options.jobMemory,
      diskBytes: options.jobDisk,
    },
    checkpointSeconds: options.jobCheckpointEvery / 1000,
  };
}
