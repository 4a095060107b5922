import { Command } from "commander";
import { z } from "zod";
import {
  addExample,
  addJsonOption,
  addRemoteOption,
  readVersion,
  remoteOptionsSchema,
  serverOf,
} from "../options/index.js";

const optionsSchema = remoteOptionsSchema.extend({
  reason: z.string().optional(),
  undo: z.boolean().default(false),
  json: z.boolean().default(false),
});

/** `learngene yank`: a version that turned out bad. */
export function yankCommand(signal: AbortSignal): Command {
  const command = new Command("yank")
    .summary("have latest and lists pass a version over, or take that back")
    .description(
      "Have latest and lists pass a version over that turned out bad. By number, tag or digest it is still there, with a " +
        "warning, so that nothing breaks that depends on it.",
    )
    .argument("<version>", "OWNER/NAME@VERSION")
    .option("--reason <text>", "what is shown to whoever comes across it (default: none)")
    .option("--undo", "take the yank back (default: no)");
  addExample(
    addJsonOption(addRemoteOption(command)),
    'learngene yank me/fashion-vit@1 --reason "trained on the test images"',
  );
  return command.action(async (name: string) => {
    const { server, ...options } = optionsSchema.parse(command.opts());
    const { yank } = await import("../versions.js");
    await yank(serverOf({ server }, signal), readVersion(name, { explicit: true }), options);
  });
}
