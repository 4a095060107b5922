import { createRequire } from "node:module";
import { Command } from "commander";
import { commandGroups } from "./commands/index.js";

const require = createRequire(import.meta.url);
const { version } = require("../../package.json") as { version: string };

/**
 * The command line. It throws a `CommanderError` where commander would end the process, with nothing written but
 * help and version.
 *
 * @param signal aborts what a command does
 */
export function createProgram(signal: AbortSignal): Command {
  const program = new Command("learngene")
    .description("Train learngenes, start networks of any depth from them, and serve them.")
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError();
  for (const [heading, makers] of Object.entries(commandGroups)) {
    for (const make of makers) {
      program.addCommand(inheritSettings(make(signal), program).helpGroup(`${heading}:`));
    }
  }
  return program;
}

/** Gives a command, and those below it, its parent's settings. */
function inheritSettings(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const below of command.commands) {
    inheritSettings(below, command);
  }
  return command;
}
