import { Command } from "commander";
import {
  addRegistryOptions,
  registryConfigOf,
  registryOptionsSchema,
  type Settings,
} from "../options/index.js";

/** `learngene backup`: an embedded registry as one archive. */
export function backupCommand(signal: AbortSignal): Command {
  const command = new Command("backup")
    .summary("copy an embedded registry into one archive")
    .description(
      "Copy a registry, its catalog and the files of versions, data sets and jobs, into one tar archive, which has its " +
        "name once it is whole. Every file is checked against its digest. The server must be stopped: the data directory is one process's. Keep " +
        "the archive to yourself, for it holds what is private. Uploads under way are left out.",
    )
    .argument(
      "<target>",
      "file to write, which must not be there yet, or a directory, for a dated name in it",
    );
  return addRegistryOptions(command)
    .addHelpText(
      "after",
      `
A registry on PostgreSQL and S3 is backed up by their own means: first pg_dump, then a copy of the bucket, or its
versioning. Files never change, and those that a dump needs are there before it.

Example:
  $ learngene backup backup.tar --data data`,
    )
    .action(async (target: string) => {
      const config = registryConfigOf(registryOptionsSchema.parse(command.opts<Settings>()));
      const { backUpTo } = await import("../backups.js");
      await backUpTo(config, target, signal);
    });
}
