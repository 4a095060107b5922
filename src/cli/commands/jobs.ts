import { Argument, Command, Option } from "commander";
import { z } from "zod";
import { InputError } from "../../model/index.js";
import { jobKinds, jobStates } from "../../registry/jobs/job.js";
import { datasetNames } from "../../trainer/datasets/dataset-names.js";
import {
  addExample,
  addLayoutOptions,
  addRemoteOption,
  layoutOptionsSchema,
  readDepth,
  serverOf,
  type Settings,
} from "../options/index.js";
import type { Server } from "../remote/index.js";

/** `learngene jobs`: trainings and measurements on a server. */
export function jobsCommand(signal: AbortSignal): Command {
  return new Command("jobs")
    .summary("train and measure on a server")
    .description("Train and measure on a server: submit jobs, follow them, and download what came of them.")
    .addCommand(submitCommand(signal))
    .addCommand(listCommand(signal))
    .addCommand(
      idCommand("show", "print a job as JSON", signal, async (server, id) => {
        await (await import("../jobs.js")).show(server, id);
      }),
    )
    .addCommand(
      idCommand(
        "follow",
        "print what a job tells until it ends; 1 unless it succeeds",
        signal,
        async (server, id) => {
          await (await import("../jobs.js")).followToEnd(server, id);
        },
      ),
    )
    .addCommand(
      idCommand("cancel", "stop a job", signal, async (server, id) => {
        await (await import("../jobs.js")).cancel(server, id);
      }),
    )
    .addCommand(downloadCommand(signal));
}

const submitSchema = z.object({
  ...layoutOptionsSchema.shape,
  server: z.string(),
  learngene: z.string().optional(),
  ancestor: z.string().optional(),
  teacher: z.string().optional(),
  teacherDepth: z.number().optional(),
  dataset: z.string(),
  recipe: z.string().optional(),
  maxParams: z.string().optional(),
  maxFlops: z.string().optional(),
  maxBytes: z.string().optional(),
  maxMemory: z.string().optional(),
  split: z.enum(["test", "train"]).optional(),
  owner: z.string().optional(),
  attach: z.boolean().optional(),
  publish: z.string().optional(),
  private: z.boolean().default(false),
});

function submitCommand(signal: AbortSignal): Command {
  const command = new Command("submit")
    .summary("submit a job and print its id")
    .description(
      "Submit a job and print its id. Of a learngene, give a depth, layers or budgets: the deepest network that keeps all of them is " +
        "fine-tuned, measured, or learned from.",
    )
    .addArgument(new Argument("<kind>", "what to do").choices(jobKinds))
    .option("--learngene <name>", "OWNER/NAME, or OWNER/NAME@VERSION, to fine-tune, measure or learn from")
    .requiredOption("--dataset <name>", `${datasetNames.join(", ")}, or a data set of the server, OWNER/NAME`)
    .option("--recipe <file>", "how to train, as a YAML or JSON file without kind and dataset");
  addLayoutOptions(command)
    .option(
      "--ancestor <model>",
      "what learn learns from in place of a learngene: an ONNX classifier or a network's safetensors file, which is sent, or " +
        "job:ID for what a job made, job:ID/network.onnx for that file of it",
    )
    .option(
      "--teacher <model>",
      "what finetune distils: the same, or OWNER/NAME with --teacher-depth; distillationWeight is 0.5 then, unless the " +
        "recipe says otherwise",
    )
    .addOption(
      new Option(
        "--teacher-depth <number>",
        "layers of the network that a learngene becomes to teach",
      ).argParser((text) => readDepth("--teacher-depth", text)),
    )
    .option("--max-params <quantity>", "most parameters of the network, such as 200k")
    .option("--max-flops <quantity>", "most FLOPs of an image, such as 10M")
    .option("--max-bytes <quantity>", "largest file of the network, such as 1MB")
    .option("--max-memory <quantity>", "most memory while it runs, such as 10MB")
    .addOption(new Option("--split <split>", "what evaluate measures on").choices(["test", "train"]))
    .option(
      "--owner <name>",
      "whose job it is (default: the learngene's owner, if the token may publish there)",
    )
    .option("--attach", "keep what is measured with the learngene's version, as evidence (default: no)")
    .option("--publish <name>", "OWNER/NAME to publish what learn learns as the next version of")
    .option("--private", "publish it so that only its owner's tokens see it (default: no)");
  const example =
    "learngene jobs submit finetune --learngene learngene/fashion-vit --max-params 200k --dataset acme/clothes --recipe recipe.yaml";
  return onServer(command, example).action(async (kind: (typeof jobKinds)[number]) => {
    const options = submitSchema.parse(command.opts<Settings>());
    const { submit } = await import("../jobs.js");
    await submit(serverOf(options, signal), kind, options);
  });
}

function listCommand(signal: AbortSignal): Command {
  const command = new Command("ls")
    .summary("list jobs, the newest first")
    .description("List the jobs that the token may see, the newest first.")
    .addOption(new Option("--state <state>", "only jobs that stand so").choices(jobStates))
    .option("--json", "print one JSON array (default: a table)");
  return onServer(command, "learngene jobs ls --state running").action(async () => {
    const { server, state, json } = command.opts<{
      server: string;
      state?: (typeof jobStates)[number];
      json?: boolean;
    }>();
    const { list } = await import("../jobs.js");
    await list(serverOf({ server }, signal), state, json === true);
  });
}

function idCommand(
  name: string,
  summary: string,
  signal: AbortSignal,
  run: (server: Server, id: string) => Promise<void>,
): Command {
  const command = new Command(name)
    .summary(summary)
    .description(`${summary[0]?.toUpperCase() ?? ""}${summary.slice(1)}.`)
    .argument("<job>", "the job's id");
  return onServer(command, `learngene jobs ${name} 7f9c7c1e-3c9d-4b38-9f0e-0d1f5f1b1a5e`).action(
    async (id: string) => {
      await run(serverOf(command.opts<{ server: string }>(), signal), id);
    },
  );
}

function downloadCommand(signal: AbortSignal): Command {
  const command = new Command("download")
    .summary("download what a job made")
    .description("Download a job's artifacts: those that are named, or all.")
    .argument("<job>", "the job's id")
    .argument("[files...]", "artifacts, such as network.onnx")
    .option("--out <directory>", "where to write them; made if missing", ".")
    .option("--quiet", "show no progress (default: no)");
  const example = "learngene jobs download 7f9c7c1e-3c9d-4b38-9f0e-0d1f5f1b1a5e network.onnx";
  return onServer(command, example).action(async (id: string, files: readonly string[]) => {
    const { server, out, quiet } = command.opts<{ server: string; out: string; quiet?: boolean }>();
    const { download } = await import("../jobs.js");
    await download(serverOf({ server }, signal), id, files, { out, quiet: quiet === true });
  });
}

function onServer(command: Command, example: string): Command {
  return addExample(addRemoteOption(command), example);
}

/** Reads `OWNER/NAME`. Throws `invalid-request`. */
export function readOwnerAndName(flag: string, text: string): { owner: string; name: string } {
  const [owner, name, ...rest] = text.split("/");
  if (owner === undefined || name === undefined || rest.length > 0) {
    throw new InputError("invalid-request", `${flag} must be OWNER/NAME, not ${JSON.stringify(text)}`, {
      field: flag,
      value: text.slice(0, 100),
    });
  }
  return { owner, name };
}

export type SubmitOptions = z.infer<typeof submitSchema>;
