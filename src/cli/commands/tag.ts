import { Command } from "commander";
import { z } from "zod";
import {
  addExample,
  addJsonOption,
  addRemoteOption,
  readVersion,
  readWholeNumber,
  remoteOptionsSchema,
  serverOf,
} from "../options/index.js";

const optionsSchema = remoteOptionsSchema.extend({
  delete: z.boolean().default(false),
  from: z.number().optional(),
  json: z.boolean().default(false),
});

/** `learngene tag`: names for versions. */
export function tagCommand(signal: AbortSignal): Command {
  const command = new Command("tag")
    .summary("have a tag name a version, or delete it")
    .description(
      "Have a tag name a version, moving it if it names another. With --delete the tag goes, and the version stays.",
    )
    .argument("<version>", "OWNER/NAME@VERSION, or OWNER/NAME for its latest")
    .argument("<tag>", "such as stable")
    .option("--delete", "delete the tag (default: no)")
    .option(
      "--from <number>",
      "only if the tag names this version now (default: whatever it names)",
      (text) => readWholeNumber("--from", text, 1, Number.MAX_SAFE_INTEGER),
    );
  addExample(addJsonOption(addRemoteOption(command)), "learngene tag me/fashion-vit@1 stable");
  return command.action(async (name: string, tag: string) => {
    const { server, ...options } = optionsSchema.parse(command.opts());
    const { setTag, deleteTag } = await import("../versions.js");
    const act = options.delete ? deleteTag : setTag;
    await act(serverOf({ server }, signal), readVersion(name), tag, options);
  });
}
