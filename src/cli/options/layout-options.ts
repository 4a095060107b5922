import { Option, type Command } from "commander";
import { z } from "zod";
import { planRequest } from "../../expander/index.js";
import type { Manifest } from "../../formats/index.js";
import { InputError, type Plan } from "../../model/index.js";
import { readDepth, readNumbers } from "./values.js";

/** Which network a learngene is to become. */
export const layoutOptionsSchema = z.object({
  depth: z.number().optional(),
  layers: z.array(z.number()).optional(),
});

export type LayoutOptions = z.infer<typeof layoutOptionsSchema>;

/** Adds `--depth` and `--layers` to a command. */
export function addLayoutOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--depth <number>",
        "layers of the network that a learngene becomes, split evenly over the stages",
      )
        .argParser((text) => readDepth("--depth", text))
        .conflicts("layers"),
    )
    .addOption(
      new Option("--layers <list>", "layers of each stage instead, such as 3,3,4,3,3").argParser((text) =>
        readNumbers("--layers", text),
      ),
    );
}

/** The plan that the flags mean for a learngene. Throws `invalid-plan` where they are missing or do not fit it. */
export function planOf(options: LayoutOptions, manifest: Manifest, place: string): Plan {
  if (options.depth === undefined && options.layers === undefined) {
    const stages = manifest.stages.length;
    throw new InputError(
      "invalid-plan",
      `${place} is a learngene, and neither --depth nor --layers was given`,
      {
        field: "--depth",
        fix: `Give a depth, such as --depth ${2 * stages}, or --layers for each of the ${stages} stages.`,
      },
    );
  }
  return planRequest(options, manifest);
}

/** Throws `invalid-request` where a layout was asked of a network, which has its own. */
export function refuseLayout({ depth, layers }: LayoutOptions, place: string): void {
  const flag = depth !== undefined ? "--depth" : layers !== undefined ? "--layers" : undefined;
  if (flag !== undefined) {
    throw new InputError("invalid-request", `${flag} is for learngenes, and ${place} is a network`, {
      field: flag,
      fix: `Leave ${flag} out, or name a learngene.`,
    });
  }
}
