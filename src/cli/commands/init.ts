import { Command } from "commander";
import { z } from "zod";
import {
  addExample,
  addExpansionOptions,
  addJsonOption,
  addQuietOption,
  addRemoteOption,
  expansionOptionsSchema,
  expansionQuery,
  readVersion,
  remoteOptionsSchema,
  serverOf,
} from "../options/index.js";

const optionsSchema = expansionOptionsSchema.extend({
  ...remoteOptionsSchema.shape,
  part: z.enum(["model", "data"]).optional(),
  config: z.string().optional(),
  out: z.string(),
  quiet: z.boolean().default(false),
  json: z.boolean().default(false),
});

/** `learngene init`: an initialized network. */
export function initCommand(signal: AbortSignal): Command {
  const command = new Command("init")
    .summary("download a network of any depth")
    .description(
      "Download the network that a learngene becomes at a depth, at layers of each stage, or the deepest one that keeps " +
        "budgets. What was interrupted lies in FILE.part, and the same command goes on from there.",
    )
    .argument("<name>", "OWNER/NAME, or OWNER/NAME@VERSION with a number, a tag or a digest");
  addExpansionOptions(command)
    .option(
      "--part <name>",
      "of an ONNX model over 2 GiB, the model or its data, to be saved in one folder (default: model)",
    )
    .option(
      "--config <file>",
      "also write the config.json that timm or transformers wants beside the weights (default: none)",
    )
    .option("--out <path>", "a file, a directory, or - for standard output", ".");
  addExample(
    addQuietOption(addJsonOption(addRemoteOption(command))),
    "learngene init learngene/fashion-vit --depth 9 --format onnx --out nine.onnx",
  );
  return command.action(async (name: string) => {
    const given = optionsSchema.parse(command.opts());
    const { part, config, out, quiet, json } = given;
    const { init } = await import("../downloading.js");
    await init(serverOf(given, signal), readVersion(name), {
      query: { ...expansionQuery(given), ...(part === undefined ? {} : { part }) },
      config,
      out,
      quiet,
      json,
      signal,
    });
  });
}
