import { availableParallelism } from "node:os";
import { Option, type Command } from "commander";
import { z } from "zod";
import { deviceKinds, engineKinds } from "../../trainer/index.js";
import { readDuration, readWholeNumber } from "./values.js";

/** How a command runs, not what it computes. */
export const runOptionsSchema = z.object({
  threads: z.number().optional(),
  engine: z.enum(engineKinds).optional(),
  device: z.enum(deviceKinds).optional(),
  cache: z.string(),
  jsonl: z.string().optional(),
  quiet: z.boolean().default(false),
  profile: z.boolean().default(false),
  checkpoint: z.string().optional(),
  checkpointEvery: z.number().optional(),
});

export type RunOptions = z.infer<typeof runOptionsSchema>;

/** Adds `--threads`, `--engine`, `--device`, `--cache`, `--jsonl`, `--quiet`, `--profile` and `--checkpoint` to a command. */
export function addRunOptions(command: Command): Command {
  return addCacheOption(addEngineOptions(addThreadsOption(command)))
    .option(
      "--jsonl <file>",
      "write each step and measurement as a line of JSON: to a file, or - for standard output",
    )
    .option("--quiet", "show no progress (default: no)")
    .option("--profile", "tell what the first 20 steps took, by operator (default: no)")
    .option(
      "--checkpoint <file>",
      "save the training there as it goes, and go on from it if it is there; removed once the results are written",
    )
    .addOption(
      new Option(
        "--checkpoint-every <time>",
        "how often, such as 30s or 10m; 0 after each step (default: 60s)",
      ).argParser((text) => readDuration("--checkpoint-every", text)),
    );
}

/** Adds `--engine` and `--device` to a command. */
function addEngineOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--engine <name>",
        "what computes the training steps: ONNX Runtime, or TensorFlow.js where it is installed (default: ort)",
      ).choices(engineKinds),
    )
    .addOption(
      new Option(
        "--device <name>",
        "what ONNX Runtime computes them on; auto tries each and takes the fastest (default: cpu)",
      ).choices(deviceKinds),
    );
}

/** Adds `--threads` to a command. */
export function addThreadsOption(command: Command): Command {
  const cores = availableParallelism();
  return command.addOption(
    new Option(
      "--threads <number>",
      "threads to compute with, 1 to as many as there are cores (default: all cores)",
    )
      // More threads than cores halve the speed.
      .argParser((text) => readWholeNumber("--threads", text, 1, cores)),
  );
}

/** Adds `--cache` to a command. */
export function addCacheOption(command: Command): Command {
  return command.addOption(
    new Option("--cache <directory>", "where data sets that take time to read are kept")
      .env("LEARNGENE_DATA")
      .default(".learngene"),
  );
}

/** Threads to use. */
export function threadsOf({ threads }: Pick<RunOptions, "threads">): number {
  return threads ?? availableParallelism();
}
