import { availableParallelism } from "node:os";
import { Command, Option } from "commander";
import { z } from "zod";
import { MAX_DEPTH } from "../../model/index.js";
import {
  addRegistryOptions,
  addServerOption,
  readNumbers,
  readServer,
  readVersion,
  readWholeNumber,
  refusal,
  registryConfigOf,
  registryOptionsSchema,
  type Settings,
} from "../options/index.js";

const optionsSchema = registryOptionsSchema.extend({
  device: z.string(),
  depths: z.array(z.number()),
  batches: z.array(z.number()),
  threads: z.array(z.number()),
  dtype: z.enum(["float32", "float16"]),
  rounds: z.number(),
  server: z.string().optional(),
});

export const DEFAULT_DEPTHS = [2, 4, 8, 12];

/** `learngene calibrate`: how long networks take on this machine. */
export function calibrateCommand(signal: AbortSignal): Command {
  const cores = availableParallelism();
  const defaultThreads = cores === 1 ? [1] : [1, cores];
  const list = (flag: string, most: number) => (text: string) => readWholeNumbers(flag, text, most);
  const command = new Command("calibrate")
    .summary("time networks on this machine, for plans by latency")
    .description(
      "Time networks of a learngene on this machine with ONNX Runtime, several depths in turn, and keep the medians as " +
        "the profile of a device. Plans of learngenes with the same layers can then be asked for by maxLatencyMs and " +
        "device. Nothing else should run meanwhile.",
    )
    .argument("<learngene>", "whose networks to time: OWNER/NAME, or OWNER/NAME@VERSION")
    .requiredOption("--device <name>", "name of this machine, such as laptop or edge-box-2")
    .addOption(
      new Option("--depths <list>", "depths to time, two at least; latency is a line through them")
        .default(DEFAULT_DEPTHS, DEFAULT_DEPTHS.join())
        .argParser(list("--depths", MAX_DEPTH)),
    )
    .addOption(
      new Option("--batches <list>", "images at once").default([1], "1").argParser(list("--batches", 65_536)),
    )
    .addOption(
      new Option("--threads <list>", "threads inside an operator")
        .default(defaultThreads, "1 and all cores")
        .argParser(list("--threads", 1024)),
    )
    .addOption(
      new Option("--dtype <type>", "type of the networks' numbers")
        .choices(["float32", "float16"])
        .default("float32"),
    )
    .addOption(
      new Option("--rounds <number>", "runs of each network that count")
        .default(20)
        .argParser((text) => readWholeNumber("--rounds", text, 1, 10_000)),
    );
  addServerOption(command, "server that has the learngene and keeps the profile");
  return addRegistryOptions(command)
    .addHelpText(
      "after",
      `
Example:
  $ learngene calibrate learngene/fashion-vit --device laptop --batches 1,8 --server http://127.0.0.1:8080`,
    )
    .action(async (learngene: string) => {
      const { server, ...options } = optionsSchema.parse(command.opts<Settings>());
      if (new Set(options.depths).size < 2) {
        throw refusal("--depths", options.depths.join(), "two different depths at least");
      }
      const version = readVersion(learngene);
      const where = server === undefined ? registryConfigOf(options) : { ...readServer(server), signal };
      // Loaded only here: the registry's packages and ONNX Runtime take long to load.
      const { calibrate } = await import("../calibrating.js");
      await calibrate(where, { ...options, version }, signal);
    });
}

/** Whole numbers between commas, each once, in order. */
function readWholeNumbers(flag: string, text: string, most: number): number[] {
  const numbers = readNumbers(flag, text);
  for (const number of numbers) {
    readWholeNumber(flag, String(number), 1, most);
  }
  return [...new Set(numbers)].sort((a, b) => a - b);
}
