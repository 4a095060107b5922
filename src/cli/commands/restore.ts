import { Command, Option } from "commander";

/** `learngene restore`: a registry from an archive of `learngene backup`. */
export function restoreCommand(signal: AbortSignal): Command {
  const command = new Command("restore")
    .summary("fill an empty data directory from a backup")
    .description(
      "Fill an empty data directory from an archive of learngene backup. All of it is checked: every file against its " +
        "digest, and that every version has its file. A restore that is broken off leaves a directory that no server " +
        "starts on; run it again.",
    )
    .argument("<file>", "the archive")
    .addOption(
      new Option("--data <directory>", "where to put it; made if missing, and empty otherwise")
        .env("LEARNGENE_DATA")
        .default("data"),
    );
  return command
    .addHelpText(
      "after",
      `
Example:
  $ learngene restore backup.tar --data restored`,
    )
    .action(async (file: string) => {
      const { data } = command.opts<{ data: string }>();
      const { restoreFrom } = await import("../backups.js");
      await restoreFrom(file, data, signal);
    });
}
