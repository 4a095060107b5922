import { Command } from "commander";
import { z } from "zod";
import { addThreadsOption, threadsOf, type Settings } from "../options/index.js";

const optionsSchema = z.object({ threads: z.number().optional(), json: z.boolean().default(false) });

/** `learngene doctor`: what this machine has to train on. */
export function doctorCommand(): Command {
  const command = new Command("doctor")
    .summary("show what this machine has to train on, and how fast it is")
    .description(
      "Show what this machine has to train on: cores, ONNX Runtime's CPU, WebGPU and CUDA, TensorFlow.js; and of each " +
        "the images a second that it trains on, measured on one layer of width 192, or why it does not.",
    )
    .option("--json", "print one JSON object (default: lines)");
  return addThreadsOption(command)
    .addHelpText("after", "\nExample:\n  $ learngene doctor")
    .action(async () => {
      const options = optionsSchema.parse(command.opts<Settings>());
      // Loaded only here: ONNX Runtime takes long to load.
      const { examine } = await import("../examining.js");
      await examine({ threads: threadsOf(options), json: options.json });
    });
}
