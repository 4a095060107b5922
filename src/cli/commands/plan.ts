import { Command } from "commander";
import { z } from "zod";
import {
  addExample,
  addExpansionOptions,
  addJsonOption,
  addRemoteOption,
  expansionOptionsSchema,
  expansionQuery,
  readVersion,
  readWholeNumber,
  remoteOptionsSchema,
  serverOf,
} from "../options/index.js";

const optionsSchema = expansionOptionsSchema.extend({
  ...remoteOptionsSchema.shape,
  all: z.boolean().default(false),
  upTo: z.number().optional(),
  json: z.boolean().default(false),
});

/** `learngene plan`: what a network would be, and cost. */
export function planCommand(signal: AbortSignal): Command {
  const command = new Command("plan")
    .summary("show how a network is made and what it costs")
    .description(
      "Show how the network of a depth, of layers or of budgets is made of a learngene, what it costs, and what is known of " +
        "its accuracy, without its weights.",
    )
    .argument("<name>", "OWNER/NAME, or OWNER/NAME@VERSION with a number, a tag or a digest");
  addExpansionOptions(command)
    .option("--all", "every depth in place of one, and whether it keeps the budgets (default: no)")
    .option("--up-to <depth>", "last depth of --all (default: 64)", (text) =>
      readWholeNumber("--up-to", text, 1, 64),
    );
  addExample(
    addJsonOption(addRemoteOption(command)),
    "learngene plan learngene/fashion-vit --max-params 500k --max-bytes 2MB",
  );
  return command.action(async (name: string) => {
    const { all, upTo, json, ...given } = optionsSchema.parse(command.opts());
    const { plan } = await import("../planning.js");
    await plan(serverOf(given, signal), readVersion(name), {
      query: expansionQuery(given),
      all: all || upTo !== undefined,
      upTo,
      json,
    });
  });
}
