import { Argument, Command, Option } from "commander";
import { z } from "zod";
import { InputError } from "../../model/index.js";
import { parseDatasetRef } from "../../registry/datasets/ref.js";
import type { LearngeneName, Visibility } from "../../registry/index.js";
import { datasetNames } from "../../trainer/datasets/dataset-names.js";
import type { Where } from "../datasets.js";
import {
  addCacheOption,
  addRegistryOptions,
  addServerOption,
  readServer,
  registryConfigOf,
  registryOptionsSchema,
  type Settings,
} from "../options/index.js";

/** `learngene datasets`: labelled images in a registry. */
export function datasetsCommand(signal: AbortSignal): Command {
  return new Command("datasets")
    .summary("add, list, show, share and remove data sets")
    .description(
      "Look after the data sets of a registry: labelled images by name, which jobs train on. Each is one Parquet file, " +
        "known by its digest.",
    )
    .addCommand(addCommand(signal))
    .addCommand(listCommand(signal))
    .addCommand(showCommand(signal))
    .addCommand(visibilityCommand(signal))
    .addCommand(removeCommand(signal));
}

const visibilities = ["public", "private"] as const;
const whereSchema = registryOptionsSchema.extend({ server: z.string().optional() });
const addSchema = whereSchema.extend({
  cache: z.string(),
  visibility: z.enum(visibilities).optional(),
  brokenImages: z.enum(["fail", "skip"]),
});

function addCommand(signal: AbortSignal): Command {
  const command = new Command("add")
    .summary("put images under a name")
    .description(
      "Put images under a name: written as one Parquet file, the same for the same images, and checked wholly before " +
        "the name stands for it. What the name stood for before is still there by its digest.",
    )
    .argument("<name>", "OWNER/NAME to put them under")
    .argument(
      "<images>",
      `${datasetNames.join(", ")}, idx:DIRECTORY with MNIST's four files, folder:DIRECTORY with train/CLASS/IMAGE.png, ` +
        "parquet:PATH, or the bare path of one of these",
    )
    .addOption(
      new Option("--visibility <who>", "who sees the data set, if this makes it (default: public)").choices(
        visibilities,
      ),
    )
    .addOption(
      new Option("--broken-images <fail|skip>", "what becomes of an image that cannot be decoded")
        .choices(["fail", "skip"])
        .default("fail"),
    );
  return onRegistry(addCacheOption(command), "learngene datasets add acme/clothes folder:clothes").action(
    async (name: string, source: string) => {
      const options = addSchema.parse(command.opts<Settings>());
      const { cache, visibility, brokenImages: broken } = options;
      const { add } = await import("../datasets.js");
      await add(
        whereOf(options, signal),
        { name: readName(name), source, cache, visibility, broken },
        signal,
      );
    },
  );
}

function listCommand(signal: AbortSignal): Command {
  const command = new Command("list")
    .summary("list data sets")
    .description("List data sets, by owner and name, with what is in them.")
    .option("--json", "print one JSON array (default: a table)");
  return onRegistry(command, "learngene datasets list").action(async () => {
    const { list } = await import("../datasets.js");
    await list(configOf(command, signal), isJson(command));
  });
}

function showCommand(signal: AbortSignal): Command {
  const command = new Command("show")
    .summary("show what is in a data set")
    .description("Show what is in a data set, and every file that was put under its name.")
    .argument("<name>", "OWNER/NAME, or OWNER/NAME@sha256:… for one of its files")
    .option("--json", "print one JSON object (default: lines)");
  return onRegistry(command, "learngene datasets show acme/clothes").action(async (name: string) => {
    const { show } = await import("../datasets.js");
    await show(configOf(command, signal), parseDatasetRef(name), isJson(command));
  });
}

function visibilityCommand(signal: AbortSignal): Command {
  const command = new Command("visibility")
    .summary("say who sees a data set")
    .description(
      "Say who sees a data set: everybody, or those with a token for its owner. Over HTTP that is its administrators' to say.",
    )
    .argument("<name>", "OWNER/NAME")
    .addArgument(new Argument("<who>", "who sees it").choices(visibilities));
  return onRegistry(command, "learngene datasets visibility acme/clothes private").action(
    async (name: string, who: Visibility) => {
      const { setVisibility } = await import("../datasets.js");
      await setVisibility(configOf(command, signal), readName(name), who);
    },
  );
}

function removeCommand(signal: AbortSignal): Command {
  const command = new Command("rm")
    .summary("delete a data set with all its files")
    .description(
      "Delete a data set with all its files, for good. Their bytes go with the next collection of garbage.",
    )
    .argument("<name>", "OWNER/NAME");
  return onRegistry(command, "learngene datasets rm acme/clothes").action(async (name: string) => {
    const { remove } = await import("../datasets.js");
    await remove(configOf(command, signal), readName(name));
  });
}

function onRegistry(command: Command, example: string): Command {
  addServerOption(command, "server that keeps the data sets");
  return addRegistryOptions(command).addHelpText("after", `\nExample:\n  $ ${example}`);
}

function configOf(command: Command, signal: AbortSignal): Where {
  return whereOf(whereSchema.parse(command.opts<Settings>()), signal);
}

function whereOf({ server, ...options }: z.infer<typeof whereSchema>, signal: AbortSignal): Where {
  return server === undefined ? registryConfigOf(options) : { ...readServer(server), signal };
}

const isJson = (command: Command) => command.opts<{ json?: boolean }>().json === true;

/** A name of all files. Throws `invalid-request` for one of a single file. */
function readName(text: string): LearngeneName {
  const { owner, name, digest } = parseDatasetRef(text);
  if (digest !== undefined) {
    throw new InputError("invalid-request", `${text.slice(0, 200)} names one file of a data set`, {
      value: text.slice(0, 200),
      fix: `Give ${owner}/${name}.`,
    });
  }
  return { owner, name };
}
