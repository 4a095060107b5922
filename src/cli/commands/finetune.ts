import { Command, Option } from "commander";
import { z } from "zod";
import { InputError } from "../../model/index.js";
import {
  checkFits,
  checkRecipe,
  descend,
  finetune,
  finetuneRecipeSchema,
  freshNetwork,
  type NetworkWeights,
  type TeacherModel,
} from "../../trainer/index.js";
import { loadModel, loadTeacher } from "../models.js";
import {
  addLayoutOptions,
  addRecipeFlags,
  addRunOptions,
  finetuneFlags,
  layoutOptionsSchema,
  planOf,
  readDepth,
  recipeFlags,
  refuseLayout,
  teacherFlags,
  runOptionsSchema,
  trainingFlags,
  type Settings,
} from "../options/index.js";
import { checkOutputs, networkEndings, writeNetworkFile } from "../outputs.js";
import { noteRecipe, reporting } from "../reporting.js";
import { openImages } from "../open-images.js";
import { readSettings } from "../settings.js";

const flags = recipeFlags(finetuneRecipeSchema, { ...trainingFlags, ...finetuneFlags, ...teacherFlags });

const optionsSchema = runOptionsSchema.extend({
  ...layoutOptionsSchema.shape,
  from: z.string(),
  random: z.boolean().default(false),
  teacher: z.string().optional(),
  teacherDepth: z.number().optional(),
  out: z.array(z.string()),
  recipe: z.string().optional(),
});

/** `learngene finetune`: trains a network that a learngene became. */
export function finetuneCommand(signal: AbortSignal): Command {
  const command = new Command("finetune")
    .summary("train a network that a learngene becomes")
    .description(
      "Train a network, its layers untied: one that a learngene becomes at a depth, or one trained before.",
    )
    .requiredOption("--from <file>", "the learngene's or network's safetensors file, or its http(s) URL");
  addLayoutOptions(command)
    .option("--random", "start the same architecture from fresh weights, for comparison (default: no)")
    .requiredOption(
      "--out <file>",
      "where to write the network: FILE.safetensors or FILE.onnx; may be given again",
      (path: string, paths: readonly string[] | undefined) => [...(paths ?? []), path],
    );
  command
    .option(
      "--teacher <file>",
      "distil a network, a learngene or any ONNX classifier of the same classes, or the http(s) URL of one; " +
        "--distillation-weight is 0.5 then, unless it is given",
    )
    .addOption(
      new Option(
        "--teacher-depth <number>",
        "layers of the network that a learngene becomes to teach",
      ).argParser((text) => readDepth("--teacher-depth", text)),
    );
  addRecipeFlags(command, flags);
  return addRunOptions(command)
    .addHelpText(
      "after",
      `
Example:
  $ learngene finetune --from fashion-vit.safetensors --depth 9 --dataset fashion-mnist --epochs 1 --out nine.safetensors --out nine.onnx`,
    )
    .action(() => tune(command.opts(), signal));
}

async function tune(given: Settings, signal: AbortSignal): Promise<void> {
  const options = optionsSchema.parse(given);
  const settings = await readSettings(flags, options.recipe, given);
  const taught = options.teacher === undefined ? {} : { distillationWeight: 0.5 };
  const recipe = settings.complete(finetuneRecipeSchema, { defaults: { kind: "finetune", ...taught } });
  await checkOutputs(options.out, networkEndings, options.jsonl);
  const start = await loadStart(options, signal);
  const teacher = await loadTeaching(options, signal);
  const dataset = await openImages({ ...recipe, ...options, signal }, start.manifest.architecture);
  checkFits(start.manifest.architecture, dataset, false);
  checkRecipe(recipe, dataset);
  await reporting(options, signal, async (context) => {
    noteRecipe(context, recipe);
    const { architecture, depth } = start.manifest;
    const from = options.random ? freshNetwork(architecture, depth, dataset, recipe.seed) : start;
    const tuned = await finetune(recipe, from, dataset, context, teacher);
    for (const path of options.out) {
      await writeNetworkFile(path, tuned);
      context.reporter.note(`wrote ${path}`);
    }
  });
}

function loadTeaching(
  { teacher, teacherDepth }: z.infer<typeof optionsSchema>,
  signal: AbortSignal,
): Promise<TeacherModel | undefined> {
  if (teacher === undefined) {
    return Promise.resolve(undefined);
  }
  return loadTeacher("--teacher", teacher, signal, (manifest) =>
    planOf({ depth: teacherDepth }, manifest, teacher),
  );
}

async function loadStart(
  options: z.infer<typeof optionsSchema>,
  signal: AbortSignal,
): Promise<NetworkWeights> {
  const { from } = options;
  const model = await loadModel(from, signal);
  switch (model.kind) {
    case "learngene":
      return descend(model.weights, planOf(options, model.weights.manifest, from));
    case "network":
      refuseLayout(options, from);
      return model.weights;
    case "onnx":
      throw new InputError(
        "invalid-network",
        `${from} is no safetensors file, and only their weights can be trained on`,
        {
          field: "--from",
          value: from,
          fix: "Give the safetensors file of a learngene or a network.",
        },
      );
  }
}
