import { Command, Option } from "commander";
import { z } from "zod";
import { DEFAULT_HOST, DEFAULT_PORT } from "../../server/address.js";
import {
  addRegistryOptions,
  readWholeNumber,
  registryConfigOf,
  registryOptionsSchema,
  type Settings,
} from "../options/index.js";

const levels = ["debug", "info", "warn", "error", "silent"] as const;

const MAX_PORT = 65_535;

const optionsSchema = registryOptionsSchema.extend({
  host: z.string(),
  port: z.number(),
  logLevel: z.enum(levels),
});

/** `learngene serve`: the registry and the initialization server. */
export function serveCommand(signal: AbortSignal): Command {
  const command = new Command("serve")
    .summary("serve learngenes over HTTP")
    .description(
      "Serve learngenes over HTTP: publish them, find them, start networks of any depth from them. The first start " +
        "publishes the sample learngene/fashion-vit. Ctrl-C or SIGTERM stops it once requests under way are done.",
    )
    .addOption(
      new Option("--host <host>", "name or address to listen on; 0.0.0.0 for all of this machine's")
        .env("HOST")
        .default(DEFAULT_HOST),
    )
    .addOption(
      new Option("--port <number>", "port to listen on; 0 takes any free one")
        .env("PORT")
        .default(DEFAULT_PORT)
        .argParser((text) => readWholeNumber("--port", text, 0, MAX_PORT)),
    )
    .addOption(
      new Option("--log-level <level>", "least that is logged, as JSON lines on standard error")
        .choices(levels)
        .default("info"),
    );
  return addRegistryOptions(command)
    .addHelpText(
      "after",
      `
Example:
  $ learngene serve --port 9000`,
    )
    .action(async () => {
      const { host, port, logLevel, ...options } = optionsSchema.parse(command.opts<Settings>());
      // Loaded only here: the server's packages take as long to load as all else together.
      const { serve } = await import("../serving.js");
      await serve({ host, port, logLevel, registry: registryConfigOf(options) }, signal);
    });
}
