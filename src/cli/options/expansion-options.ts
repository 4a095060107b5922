import { Option, type Command } from "commander";
import { z } from "zod";
import type { operations } from "../../client/index.js";
import { addLayoutOptions, layoutOptionsSchema } from "./layout-options.js";
import { readWholeNumber } from "./values.js";

const layouts = ["even", "proportional"] as const;
const formats = ["safetensors", "onnx"] as const;
const dtypes = ["float32", "float16", "bfloat16"] as const;
const dialects = ["timm", "transformers"] as const;

/** What {@link addExpansionOptions} reads. */
export const expansionOptionsSchema = layoutOptionsSchema.extend({
  layout: z.enum(layouts).optional(),
  maxParams: z.string().optional(),
  maxFlops: z.string().optional(),
  maxBytes: z.string().optional(),
  maxMemory: z.string().optional(),
  maxLatencyMs: z.string().optional(),
  device: z.string().optional(),
  batch: z.number().optional(),
  threads: z.number().optional(),
  format: z.enum(formats).optional(),
  dtype: z.enum(dtypes).optional(),
  dialect: z.enum(dialects).optional(),
  numClasses: z.number().optional(),
  imageSize: z.number().optional(),
  seed: z.number().optional(),
});

/** What a plan and the network that it makes are asked for. */
type ExpansionQuery = NonNullable<operations["getPlan"]["parameters"]["query"]> &
  NonNullable<operations["getInit"]["parameters"]["query"]>;

/** Adds what a network may be asked for by: a depth, layers or budgets, and the form of its file. */
export function addExpansionOptions(command: Command): Command {
  return addFormOptions(addBudgetOptions(addLayoutOptions(command)));
}

function addBudgetOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--layout <name>", "how a depth is shared out over the stages (default: even)").choices(
        layouts,
      ),
    )
    .option(
      "--max-params <quantity>",
      "most parameters, such as 15M: the deepest network that keeps all budgets",
    )
    .option("--max-flops <quantity>", "most FLOPs of an image, such as 2G")
    .option("--max-bytes <quantity>", "longest file, such as 60MB or 60MiB")
    .option("--max-memory <quantity>", "most memory that running a batch takes, such as 512MiB")
    .option("--max-latency-ms <quantity>", "most milliseconds that running a batch takes on --device")
    .option("--device <name>", "machine that was calibrated, to tell or bound latency (default: none)")
    .addOption(
      new Option("--batch <number>", "images of one run, for memory and latency (default: 1)").argParser(
        (text) => readWholeNumber("--batch", text, 1, 65_536),
      ),
    )
    .addOption(
      new Option(
        "--threads <number>",
        "threads of one run, for latency (default: the most that the device was calibrated with)",
      ).argParser((text) => readWholeNumber("--threads", text, 1, 1024)),
    );
}

function addFormOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--format <name>",
        "weights as safetensors, or a model as ONNX (default: safetensors)",
      ).choices(formats),
    )
    .addOption(new Option("--dtype <name>", "type of the file's numbers (default: float32)").choices(dtypes))
    .addOption(
      new Option("--dialect <name>", "whose names the tensors bear (default: timm)").choices(dialects),
    )
    .addOption(
      new Option(
        "--num-classes <number>",
        "a fresh head of so many classes (default: the learngene's own head)",
      ).argParser((text) => readWholeNumber("--num-classes", text, 1, 1_000_000)),
    )
    .addOption(
      new Option(
        "--image-size <pixels>",
        "height and width of images (default: the learngene's own)",
      ).argParser((text) => readWholeNumber("--image-size", text, 1, 4096)),
    )
    .addOption(
      new Option("--seed <number>", "what a fresh head is drawn from (default: 0)").argParser((text) =>
        readWholeNumber("--seed", text, 0, 4_294_967_295),
      ),
    );
}

/** The query that these options make. */
export function expansionQuery(options: z.infer<typeof expansionOptionsSchema>): ExpansionQuery {
  return expansionOptionsSchema.parse(options);
}
