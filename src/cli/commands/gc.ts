import { Command, Option } from "commander";
import { z } from "zod";
import {
  addRegistryOptions,
  readDuration,
  registryConfigOf,
  registryOptionsSchema,
  type Settings,
} from "../options/index.js";

const optionsSchema = registryOptionsSchema.extend({
  grace: z.number(),
  unfinished: z.number().optional(),
  dryRun: z.boolean().default(false),
});

const DEFAULT_GRACE = "24h";

/** `learngene gc`: deletes the files that no version has. */
export function gcCommand(): Command {
  const command = new Command("gc")
    .summary("delete files that no version has")
    .description(
      "Delete the files that no version has: those of deleted versions, and what publishes left that broke off. For " +
        "a data directory that no server holds; a server that runs collects when asked: POST /v1/gc.",
    )
    .addOption(
      new Option("--grace <time>", "leave files that are younger, such as 90s, 30m, 24h or 7d; 0 leaves none")
        .default(readDuration("--grace", DEFAULT_GRACE), DEFAULT_GRACE)
        .argParser((text) => readDuration("--grace", text)),
    )
    .addOption(
      new Option(
        "--unfinished <time>",
        "drop uploads to which nothing came for this long; less than a day only while nobody uploads " +
          "(default: 24h, or --grace if that is longer)",
      ).argParser((text) => readDuration("--unfinished", text)),
    )
    .addOption(new Option("--dry-run", "only say what would be deleted"));
  return addRegistryOptions(command)
    .addHelpText(
      "after",
      `
Example:
  $ learngene gc --dry-run`,
    )
    .action(async () => {
      const { grace, unfinished, dryRun, ...options } = optionsSchema.parse(command.opts<Settings>());
      // Loaded only here: the registry's packages take long to load.
      const { collectFrom } = await import("../collecting.js");
      const line = await collectFrom(registryConfigOf(options), {
        graceMilliseconds: grace,
        unfinishedMilliseconds: unfinished,
        dryRun,
      });
      process.stdout.write(`${line}\n`);
    });
}
