import { Command } from "commander";
import { z } from "zod";
import {
  addExample,
  addJsonOption,
  addQuietOption,
  addRemoteOption,
  readVersion,
  remoteOptionsSchema,
  serverOf,
} from "../options/index.js";

const optionsSchema = remoteOptionsSchema.extend({
  out: z.string(),
  quiet: z.boolean().default(false),
  json: z.boolean().default(false),
});

/** `learngene pull`: a version's own file. */
export function pullCommand(signal: AbortSignal): Command {
  const command = new Command("pull")
    .summary("download a learngene's file")
    .description(
      "Download a learngene's file, as it was published, and verify its digest. What was interrupted lies in FILE.part, and " +
        "the same command goes on from there.",
    )
    .argument("<name>", "OWNER/NAME, or OWNER/NAME@VERSION with a number, a tag or a digest")
    .option("--out <path>", "a file, a directory, or - for standard output", ".");
  addExample(
    addQuietOption(addJsonOption(addRemoteOption(command))),
    "learngene pull learngene/fashion-vit --out fashion-vit.safetensors",
  );
  return command.action(async (name: string) => {
    const { server, ...options } = optionsSchema.parse(command.opts());
    const { pull } = await import("../downloading.js");
    await pull(serverOf({ server }, signal), readVersion(name), { ...options, signal });
  });
}
