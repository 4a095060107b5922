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

const optionsSchema = remoteOptionsSchema.extend({ json: z.boolean().default(false) });

/** `learngene show`: a learngene, or a version. */
export function showCommand(signal: AbortSignal): Command {
  const command = new Command("show")
    .summary("show a learngene and its versions, or one version")
    .description(
      "Show a learngene: what it is, its versions, yanked ones too, and its tags. With @VERSION, what that version's file " +
        "says of itself and what was measured of it.",
    )
    .argument("<name>", "OWNER/NAME, or OWNER/NAME@VERSION with a number, a tag or a digest");
  addExample(addJsonOption(addRemoteOption(command)), "learngene show learngene/fashion-vit");
  return command.action(async (name: string) => {
    const { server, json } = optionsSchema.parse(command.opts());
    const { showLearngene, showVersion } = await import("../browsing.js");
    const show = name.includes("@") ? showVersion : showLearngene;
    await show(serverOf({ server }, signal), readVersion(name), json);
  });
}
