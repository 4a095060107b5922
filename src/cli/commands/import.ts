import { Command, Option } from "commander";
import { z } from "zod";
import { importSources } from "../../formats/imports/index.js";
import { writeAtomically } from "../../trainer/index.js";
import { importFile } from "../importing.js";
import { readNumber, readNumbers, readWholeNumber, type Settings } from "../options/index.js";
import { checkOutputs } from "../outputs.js";

const optionsSchema = z.object({
  from: z.enum(importSources),
  out: z.string(),
  config: z.string().optional(),
  heads: z.number().optional(),
  normEps: z.number().optional(),
  mean: z.array(z.number()).optional(),
  std: z.array(z.number()).optional(),
  interpolation: z.enum(["nearest", "bilinear", "bicubic"]).optional(),
  stages: z.array(z.number()).optional(),
  license: z.string().optional(),
  description: z.string().optional(),
});

/** `learngene import`: makes a network or a learngene of weights that others saved. */
export function importCommand(signal: AbortSignal): Command {
  const numbers = (flag: string) => (text: string) => readNumbers(flag, text);
  const command = new Command("import")
    .summary("import weights of timm, transformers, SWS or TLEG")
    .description(
      "Make a network's file of a ViT that timm or transformers saved, to learn from; or a learngene of an Aux-Net that " +
        "the released code of SWS or TLEG trained.",
    )
    .argument("<file>", "the state dict as safetensors")
    .addOption(
      new Option("--from <source>", "whose names the tensors bear")
        .choices(importSources)
        .makeOptionMandatory(),
    )
    .requiredOption("--out <file>", "where to write: FILE.safetensors")
    .option("--config <file>", "the config.json beside it: heads, epsilon, labels, mean and deviation")
    .addOption(
      new Option(
        "--heads <number>",
        "attention heads of each layer, which the weights do not say (default: as the config says, or of 64 each)",
      ).argParser((text) => readWholeNumber("--heads", text, 1, 1024)),
    )
    .addOption(
      new Option(
        "--norm-eps <number>",
        "epsilon of every LayerNorm (default: as the config says, or its source's: 1e-6 timm, 1e-12 transformers, 1e-5 SWS and TLEG)",
      ).argParser((text) => readNumber("--norm-eps", text)),
    )
    .addOption(
      new Option("--mean <list>", "mean of each channel, 0 to 1 (default: ImageNet's)").argParser(
        numbers("--mean"),
      ),
    )
    .addOption(
      new Option("--std <list>", "deviation of each channel, 0 to 1 (default: ImageNet's)").argParser(
        numbers("--std"),
      ),
    )
    .addOption(
      new Option("--interpolation <kind>", "how images are scaled (default: bicubic)").choices([
        "nearest",
        "bilinear",
        "bicubic",
      ]),
    )
    .addOption(
      new Option(
        "--stages <list>",
        "SWS: the Aux-Net's layers of each stage, such as 3,3,4,3,3; TLEG: its depth (default: 12)",
      ).argParser(numbers("--stages")),
    )
    .option("--license <spdx>", "licence of a learngene (default: Apache-2.0)")
    .option("--description <text>", "what a learngene is for");
  return command
    .addHelpText(
      "after",
      `
A .pth file becomes safetensors by one line of Python, which also notes the heads:
  safetensors.torch.save_file(torch.load("checkpoint.pth", weights_only=False)["model"], "aux.safetensors", {"num_heads": "12"})

Example:
  $ learngene import aux.safetensors --from sws --stages 3,3,4,3,3 --heads 12 --out learngene.safetensors`,
    )
    .action(async (file: string) => {
      const options = optionsSchema.parse(command.opts<Settings>());
      await checkOutputs([options.out], [".safetensors"], undefined);
      const { bytes, summary } = await importFile(file, options, signal);
      await writeAtomically(options.out, bytes);
      process.stdout.write(`${summary}\nwrote ${options.out}\n`);
    });
}
