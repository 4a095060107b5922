import { Command } from "commander";
import { z } from "zod";
import {
  addExample,
  addJsonOption,
  addRemoteOption,
  remoteOptionsSchema,
  serverOf,
} from "../options/index.js";

const optionsSchema = remoteOptionsSchema.extend({
  family: z.string().optional(),
  dataset: z.string().optional(),
  json: z.boolean().default(false),
});

/** `learngene ls`: what there is. */
export function lsCommand(signal: AbortSignal): Command {
  const command = new Command("ls")
    .summary("list learngenes")
    .description("List the learngenes of a server by owner and name, those that the token may see.")
    .argument("[text]", "only those whose owner, name or description holds this text")
    .option("--family <name>", "only those of this architecture family, such as vit (default: all)")
    .option("--dataset <name>", "only those that were trained on this data set (default: all)");
  addExample(addJsonOption(addRemoteOption(command)), "learngene ls fashion");
  return command.action(async (text: string | undefined) => {
    const { server, json, family, dataset } = optionsSchema.parse(command.opts());
    const { list } = await import("../browsing.js");
    await list(serverOf({ server }, signal), { q: text, family, dataset }, json);
  });
}
