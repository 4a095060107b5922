import { Command } from "commander";
import { z } from "zod";
import { writeNetwork } from "../../formats/index.js";
import { ancestorRecipeSchema, checkFits, checkRecipe, trainAncestor } from "../../trainer/index.js";
import {
  addRecipeFlags,
  addRunOptions,
  ancestorFlags,
  recipeFlags,
  runOptionsSchema,
  trainingFlags,
  type Settings,
} from "../options/index.js";
import { checkOutputs } from "../outputs.js";
import { noteRecipe, reporting } from "../reporting.js";
import { writeResult } from "../result-file.js";
import { openImages } from "../open-images.js";
import { architectureFor } from "../architecture-for.js";
import { readSettings } from "../settings.js";

const flags = recipeFlags(ancestorRecipeSchema, { ...trainingFlags, ...ancestorFlags });

const optionsSchema = runOptionsSchema.extend({ out: z.string(), recipe: z.string().optional() });

/** `learngene ancestor`: trains an Ans-Net. */
export function ancestorCommand(signal: AbortSignal): Command {
  const command = new Command("ancestor")
    .summary("train an Ans-Net from labels")
    .description(
      "Train an Ans-Net, a Vision Transformer that a learngene is later distilled from, from labels.",
    )
    .requiredOption("--out <file>", "where to write the network: FILE.safetensors");
  addRecipeFlags(command, flags);
  return addRunOptions(command)
    .addHelpText(
      "after",
      `
Example:
  $ learngene ancestor --dataset fashion-mnist --depth 12 --patch-size 7 --epochs 8 --out ans-net.safetensors`,
    )
    .action(() => ancestor(command.opts(), signal));
}

async function ancestor(given: Settings, signal: AbortSignal): Promise<void> {
  const options = optionsSchema.parse(given);
  const settings = await readSettings(flags, options.recipe, given);
  const kind = { kind: "ancestor" };
  // All but what the images decide is checked before they are read.
  const { dataset: name, images } = settings.complete(ancestorRecipeSchema.omit({ architecture: true }), {
    defaults: kind,
    without: ["architecture"],
  });
  await checkOutputs([options.out], [".safetensors"], options.jsonl);
  const dataset = await openImages({ ...options, dataset: name, images, signal });
  const recipe = settings.complete(ancestorRecipeSchema, {
    defaults: { ...kind, architecture: architectureFor(dataset) },
  });
  checkFits(recipe.architecture, dataset);
  checkRecipe(recipe, dataset);
  await reporting(options, signal, async (context) => {
    noteRecipe(context, recipe);
    const { manifest, tensors } = await trainAncestor(recipe, dataset, context);
    await writeResult(options.out, writeNetwork(manifest, tensors));
    context.reporter.note(`wrote ${options.out}`);
  });
}
