import { Command } from "commander";
import { z } from "zod";
import {
  addExample,
  addJsonOption,
  addQuietOption,
  addRemoteOption,
  readLearngene,
  remoteOptionsSchema,
  serverOf,
} from "../options/index.js";

const optionsSchema = remoteOptionsSchema.extend({
  private: z.boolean().default(false),
  tag: z.string().optional(),
  quiet: z.boolean().default(false),
  json: z.boolean().default(false),
});

/** `learngene publish`: a file becomes the next version. */
export function publishCommand(signal: AbortSignal): Command {
  const command = new Command("publish")
    .summary("publish a learngene's file as the next version")
    .description(
      "Publish a learngene's file as the next version of OWNER/NAME, which is made if it is not there. It is sent with its " +
        "digest, large files in parts that go on where a connection broke, and verified wholly. The same file again is the " +
        "version that it already is.",
    )
    .argument("<file>", "the learngene's safetensors file")
    .argument("<name>", "OWNER/NAME to publish it as")
    .option("--private", "so that only its owner's tokens see it; one that is there must be so (default: no)")
    .option("--tag <name>", "also have this tag name the version (default: none)");
  addExample(
    addQuietOption(addJsonOption(addRemoteOption(command))),
    "learngene publish fashion-vit.safetensors me/fashion-vit --tag stable",
  );
  return command.action(async (file: string, name: string) => {
    const { server, ...options } = optionsSchema.parse(command.opts());
    const { publish } = await import("../publishing.js");
    await publish(serverOf({ server }, signal), file, readLearngene(name), options);
  });
}
