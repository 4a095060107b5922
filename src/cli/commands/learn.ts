import { Command, Option } from "commander";
import { z } from "zod";
import { manifestSchema, writeLearngene } from "../../formats/index.js";
import { evenLayout, InputError, validated } from "../../model/index.js";
import { checkFits, checkRecipe, learn, learnRecipeSchema, shallowFirst } from "../../trainer/index.js";
import { loadTeacher } from "../models.js";
import {
  addRecipeFlags,
  addRunOptions,
  architectureFlags,
  learnFlags,
  readDepth,
  recipeFlags,
  teacherFlags,
  runOptionsSchema,
  trainingFlags,
  type RecipeSettings,
  type Settings,
} from "../options/index.js";
import { checkOutputs } from "../outputs.js";
import { noteRecipe, reporting } from "../reporting.js";
import { writeResult } from "../result-file.js";
import { openImages } from "../open-images.js";
import { architectureFor } from "../architecture-for.js";
import { readSettings } from "../settings.js";

const flags = recipeFlags(learnRecipeSchema, {
  ...trainingFlags,
  ...learnFlags,
  ...teacherFlags,
  ...architectureFlags,
});

const schedules = ["fixed", "drawn", "grown"] as const;

const optionsSchema = runOptionsSchema.extend({
  ancestor: z.string(),
  out: z.string(),
  recipe: z.string().optional(),
  layouts: z.enum(schedules).optional(),
  depths: z.array(z.number()).optional(),
  license: z.string().optional(),
  description: z.string().optional(),
});

type Options = z.infer<typeof optionsSchema>;

/** `learngene learn`: distils a learngene from an Ans-Net. */
export function learnCommand(signal: AbortSignal): Command {
  const command = new Command("learn")
    .summary("learn a learngene from an Ans-Net")
    .description(
      "Learn a learngene: train an Aux-Net, whose layers share weights inside each stage, by distilling an Ans-Net " +
        "and from labels; keep one layer a stage.",
    )
    .requiredOption(
      "--ancestor <file>",
      "the Ans-Net's safetensors file, or any ONNX classifier of images, or the http(s) URL of one",
    )
    .requiredOption("--out <file>", "where to write the learngene: FILE.safetensors");
  addRecipeFlags(command, flags)
    .addOption(
      new Option(
        "--layouts <schedule>",
        "the Aux-Net has its own layout at every step (fixed, as published) or one drawn at each step, evenly (drawn) or the " +
          "shallowest at first (grown) (default: grown; of one stage: drawn)",
      ).choices(schedules),
    )
    .addOption(
      new Option(
        "--depths <list>",
        "depths to draw from, each split evenly over the stages; the Aux-Net's own layout is always among them " +
          "(default: every depth from one below the stages to twice as many, then every second up to the Aux-Net's)",
      ).argParser((text) => text.split(",").map((part) => readDepth("--depths", part.trim()))),
    )
    .option("--license <spdx>", "licence of the learngene (default: Apache-2.0)")
    .option("--description <text>", "what the learngene is for");
  return addRunOptions(command)
    .addHelpText(
      "after",
      `
Example:
  $ learngene learn --ancestor ans-net.safetensors --dataset fashion-mnist --stages 3,3,4,3,3 --epochs 12 --out fashion-vit.safetensors`,
    )
    .action(() => learnGene(command.opts(), signal));
}

async function learnGene(given: Settings, signal: AbortSignal): Promise<void> {
  const options = optionsSchema.parse(given);
  const settings = await readSettings(flags, options.recipe, given);
  // All but the architecture, which the Ans-Net or the images may decide, is checked before anything is read.
  const { dataset: name, images } = completeRecipe(settings, options, undefined);
  const about = aboutOf(options);
  await checkOutputs([options.out], [".safetensors"], options.jsonl);
  const ancestor = await loadTeacher("--ancestor", options.ancestor, signal);
  const own = "onnx" in ancestor ? undefined : ancestor.manifest.architecture;
  const dataset = await openImages({ dataset: name, images, ...options, signal }, own);
  const isSaid = own === undefined || settings.says("architecture");
  const recipe = completeRecipe(settings, options, isSaid ? (own ?? architectureFor(dataset)) : undefined);
  const architecture = recipe.architecture ?? own;
  if (architecture !== undefined) {
    checkFits(architecture, dataset);
  }
  checkRecipe(recipe, dataset);
  await reporting(options, signal, async (context) => {
    noteRecipe(context, recipe);
    const { manifest, tensors } = await learn(recipe, ancestor, dataset, context);
    await writeResult(options.out, writeLearngene({ ...manifest, ...about }, tensors));
    context.reporter.note(`wrote ${options.out}`);
  });
}

/**
 * The layouts follow from the stages, so those are read first.
 *
 * @param architecture what holds where nobody says otherwise; left out, the recipe has none
 */
function completeRecipe(
  settings: RecipeSettings,
  options: Options,
  architecture: object | undefined,
): z.infer<typeof learnRecipeSchema> {
  const defaults = { kind: "learn", ...(architecture === undefined ? {} : { architecture }) };
  const { stages } = settings.complete(learnRecipeSchema.omit({ layouts: true, architecture: true }), {
    defaults,
    without: ["layouts", "architecture"],
  });
  const layouts = layoutsOf(stages, options) ?? settings.fromFile("layouts") ?? drawn(stages, {});
  const without = architecture === undefined ? ["architecture"] : [];
  return settings.complete(learnRecipeSchema, { defaults, fixed: { layouts }, without });
}

/** What the flags say about layouts; undefined where they say nothing. */
function layoutsOf(stages: readonly number[], { layouts, depths }: Options): Settings | undefined {
  if (layouts === "fixed") {
    if (depths !== undefined) {
      throw new InputError("invalid-request", "--depths are drawn from, but --layouts fixed draws nothing", {
        field: "--depths",
        fix: "Give one of them.",
      });
    }
    return { schedule: "fixed" };
  }
  return layouts === undefined && depths === undefined ? undefined : drawn(stages, { layouts, depths });
}

function drawn(
  stages: readonly number[],
  { layouts = usualSchedule(stages), depths = usualDepths(stages) }: Pick<Options, "layouts" | "depths">,
): Settings {
  const all = [...depths.map((depth) => evenLayout(stages.length, depth)), stages];
  // A layout that stood twice would be drawn twice as often.
  const layers = [...new Map(all.map((layout) => [layout.join(), layout])).values()];
  return { schedule: "drawn", layers, ...(layouts === "grown" ? { odds: shallowFirst(layers) } : {}) };
}

/** Of one stage the shallowest layout is a single layer, which says little about many of it. */
const usualSchedule = (stages: readonly number[]) => (stages.length > 1 ? "grown" : "drawn");

/** For 3,3,4,3,3: 4 to 10, 12, 14, 16, which made every depth good untuned. */
function usualDepths(stages: readonly number[]): number[] {
  const deepest = stages.reduce((sum, layers) => sum + layers, 0);
  const shallow = Array.from({ length: stages.length + 2 }, (_, i) => stages.length - 1 + i);
  const deep = Array.from({ length: deepest }, (_, i) => 2 * stages.length + 2 * (i + 1));
  return [...shallow, ...deep].filter((depth) => depth >= 1 && depth <= deepest);
}

/** What a manifest says about a learngene, checked before the work is done. */
function aboutOf({ license, description }: Options): { license?: string; description?: string } {
  const { shape } = manifestSchema;
  return {
    ...(license === undefined
      ? {}
      : { license: validated(shape.license, license, "invalid-request", "license") }),
    ...(description === undefined
      ? {}
      : {
          description: validated(shape.description.unwrap(), description, "invalid-request", "description"),
        }),
  };
}
