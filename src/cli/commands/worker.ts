import { Command } from "commander";
import {
  addJobOptions,
  addRegistryOptions,
  jobOptionsOf,
  jobOptionsSchema,
  registryConfigOf,
  registryOptionsSchema,
  type Settings,
} from "../options/index.js";

const optionsSchema = registryOptionsSchema.extend(jobOptionsSchema.shape);

/** `learngene worker`: runs the jobs of a registry. */
export function workerCommand(signal: AbortSignal): Command {
  const command = new Command("worker")
    .summary("run the jobs of a registry")
    .description(
      "Run the jobs that servers of a registry queue, one at a time, beside any number of other workers: on PostgreSQL, " +
        "with the files in a bucket. A server on a data directory has a worker of its own. Ctrl-C or SIGTERM saves the " +
        "job under way and gives it back.",
    );
  return addJobOptions(addRegistryOptions(command))
    .addHelpText(
      "after",
      `
Example:
  $ learngene worker --database-url postgres://learngene@db/learngene --s3-bucket learngenes`,
    )
    .action(async () => {
      const options = optionsSchema.parse(command.opts<Settings>());
      // Loaded only here: the registry's packages take long to load.
      const { runWorker } = await import("../working.js");
      await runWorker(registryConfigOf(options), jobOptionsOf(options), signal);
    });
}
