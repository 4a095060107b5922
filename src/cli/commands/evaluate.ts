import { Command, Option } from "commander";
import { z } from "zod";
import { measuredResult } from "../../expander/index.js";
import type { DepthResult, Manifest } from "../../formats/index.js";
import { InputError, type Plan } from "../../model/index.js";
import { datasetNames } from "../../trainer/datasets/dataset-names.js";
import {
  checkFits,
  Classifier,
  Confusion,
  classifierOf,
  descend,
  evaluate,
  type Evaluation,
  type ImageDataset,
  type NetworkWeights,
} from "../../trainer/index.js";
import { aboutNetwork, attachmentOf, attachResult } from "../attaching.js";
import { loadModel, naming } from "../models.js";
import { openImages } from "../open-images.js";
import {
  addImageOptions,
  addLayoutOptions,
  imageOptionsSchema,
  imagesOf,
  addThreadsOption,
  addCacheOption,
  layoutOptionsSchema,
  planOf,
  refuseLayout,
  runOptionsSchema,
  threadsOf,
  type LayoutOptions,
  type Settings,
} from "../options/index.js";

const splits = ["test", "train"] as const;

const optionsSchema = runOptionsSchema.pick({ threads: true, cache: true }).extend({
  ...layoutOptionsSchema.shape,
  ...imageOptionsSchema.shape,
  dataset: z.string(),
  split: z.enum(splits),
  json: z.boolean().default(false),
  confusion: z.boolean().default(false),
  attach: z.string().optional(),
  server: z.string().optional(),
});

/** What is measured: a network, or an ONNX model, which is run as it is. */
type Subject =
  | { readonly onnx: Uint8Array }
  | { readonly network: NetworkWeights; readonly plan?: Plan; readonly record?: Manifest["training"] };

/** `learngene evaluate`: what a model gets right. */
export function evaluateCommand(signal: AbortSignal): Command {
  const command = new Command("evaluate")
    .summary("measure what a model gets right")
    .description("Measure what a model gets right on a data set: accuracy and mean cross-entropy.")
    .argument(
      "<model>",
      "an ONNX model with the input images and the output logits, a network's or a learngene's safetensors file, or " +
        "the http(s) URL of one",
    )
    .requiredOption(
      "--dataset <text>",
      `images to measure on: ${datasetNames.join(", ")}, idx:DIRECTORY with MNIST's four files, folder:DIRECTORY with ` +
        "test/CLASS/IMAGE.png, or parquet:PATH as the Hugging Face Hub has them",
    )
    .addOption(new Option("--split <split>", "which of its images").choices(splits).default("test"));
  addLayoutOptions(command)
    .option("--json", "print one JSON object (default: no)")
    .option("--confusion", "tell accuracy by class, and what was said of each class (default: no)");
  command
    .option(
      "--attach <learngene>",
      "keep the result with a version on the server, OWNER/NAME@VERSION: of a learngene as it came, of a network after the " +
        "epochs that its manifest records (default: no)",
    )
    .addOption(
      new Option("--server <url>", "server for --attach, with the token of LEARNGENE_TOKEN").env(
        "LEARNGENE_SERVER",
      ),
    );
  addCacheOption(addThreadsOption(addImageOptions(command)));
  return command
    .addHelpText(
      "after",
      `
Images are preprocessed as the network's manifest says; for an ONNX model as the data set does. A learngene's
accuracy is compared with the one that its manifest records for the layout and the data set.

Example:
  $ learngene evaluate fashion-vit.safetensors --depth 9 --dataset fashion-mnist`,
    )
    .action((model: string) => measure(model, command.opts(), signal));
}

async function measure(place: string, given: Settings, signal: AbortSignal): Promise<void> {
  const options = optionsSchema.parse(given);
  const attachTo = options.attach === undefined ? undefined : attachmentOf(options.attach, options.server);
  const subject = await loadSubject(place, options, signal);
  const about = attachTo === undefined ? undefined : aboutNetwork(place, subject);
  const architecture = "network" in subject ? subject.network.manifest.architecture : undefined;
  const dataset = await openImages({ ...options, images: imagesOf(options), signal }, architecture);
  const confusion = options.confusion ? new Confusion(dataset.numClasses) : undefined;
  const measured = await run(subject, place, dataset, { ...options, confusion }, signal);
  const recorded = options.split === "test" ? recordedResult(subject, dataset) : undefined;
  const print = options.json ? asJson : asText;
  process.stdout.write(
    `${print({ place, subject, dataset, split: options.split, measured, recorded, confusion })}\n`,
  );
  if (attachTo !== undefined && about !== undefined) {
    const { name, digest } = dataset;
    const { accuracy } = measured;
    await attachResult(
      attachTo,
      { dataset: { name, digest }, split: options.split, ...about, accuracy },
      signal,
    );
  }
}

async function loadSubject(place: string, options: LayoutOptions, signal: AbortSignal): Promise<Subject> {
  const model = await loadModel(place, signal);
  if (model.kind === "learngene") {
    const { manifest } = model.weights;
    const plan = planOf(options, manifest, place);
    return { network: descend(model.weights, plan), plan, record: manifest.training };
  }
  refuseLayout(options, place);
  return model.kind === "onnx" ? { onnx: model.bytes } : { network: model.weights };
}

/** How it is measured. */
interface Measuring extends Pick<z.infer<typeof optionsSchema>, "threads" | "split"> {
  readonly confusion: Confusion | undefined;
}

async function run(
  subject: Subject,
  place: string,
  dataset: ImageDataset,
  { threads, split, confusion }: Measuring,
  signal: AbortSignal,
): Promise<Evaluation> {
  const session = { threads: threadsOf({ threads }) };
  if ("onnx" in subject) {
    const classifier = await naming(place, Classifier.fromOnnx(subject.onnx, session));
    return measureAndClose(classifier, dataset, { split, confusion }, signal).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw cause instanceof InputError ? cause : refusedImages(place, dataset, cause);
    });
  }
  const { network } = subject;
  checkFits(network.manifest.architecture, dataset);
  const seen = { ...dataset, preprocessing: network.manifest.preprocessing };
  return measureAndClose(await classifierOf(network, session), seen, { split, confusion }, signal);
}

async function measureAndClose(
  classifier: Classifier,
  dataset: ImageDataset,
  { split, confusion }: Omit<Measuring, "threads">,
  signal: AbortSignal,
): Promise<Evaluation> {
  try {
    return await evaluate(classifier, dataset, dataset[split], signal, confusion);
  } finally {
    await classifier.close();
  }
}

/** What ONNX Runtime says of images of another size than the model's. */
function refusedImages(
  place: string,
  { name, channels, height, width }: ImageDataset,
  cause: unknown,
): InputError {
  const why = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : "";
  const images = `the ${channels}x${height}x${width} images of ${name}`;
  return new InputError("invalid-onnx", `${place} does not take ${images}: ${why}`, { value: place, cause });
}

/** What the learngene's manifest says of this layout on this data. */
function recordedResult(subject: Subject, dataset: ImageDataset): DepthResult | undefined {
  if (!("plan" in subject) || subject.record?.dataset.digest !== dataset.digest) {
    return undefined;
  }
  return subject.plan && measuredResult(subject.record.results, subject.plan);
}

interface Findings {
  place: string;
  subject: Subject;
  dataset: ImageDataset;
  split: string;
  measured: Evaluation;
  recorded: DepthResult | undefined;
  confusion: Confusion | undefined;
}

function asJson({ place, subject, dataset, split, measured, recorded, confusion }: Findings): string {
  return JSON.stringify({
    model: place,
    ...("network" in subject ? { depth: subject.network.manifest.depth } : {}),
    ...("plan" in subject ? { layers: subject.plan?.layers } : {}),
    dataset: dataset.name,
    split,
    ...measured,
    ...(recorded === undefined ? {} : { recorded: { accuracy: recorded.accuracy, loss: recorded.loss } }),
    ...(confusion === undefined ? {} : inDetail(confusion)),
  });
}

/** Shares from 0 to 1, by class in the data set's order; rows of the matrix are classes as labelled. */
function inDetail({ topFive, balancedAccuracy, perClass, matrix }: Confusion): object {
  return { topFive, balancedAccuracy, perClass, confusion: matrix };
}

function asText({ confusion, ...findings }: Findings): string {
  const { labels } = findings.dataset;
  return confusion === undefined
    ? summary(findings)
    : [summary(findings), ...confusionText(confusion, labels ?? [])].join("\n");
}

/** A line for all, then one a class: its recall, and what it is most often taken for. */
function confusionText(confusion: Confusion, labels: readonly string[]): string[] {
  const { matrix, perClass, topFive, balancedAccuracy } = confusion;
  const nameOf = (label: number) => labels[label] ?? `class ${label}`;
  const lines = matrix.map((row, label) => {
    const wrong = row.map((count, said) => (said === label ? 0 : count));
    const most = Math.max(...wrong);
    const share = perClass[label] ?? null;
    const images = row.reduce((sum, count) => sum + count, 0);
    const right = share === null ? "no images" : `${percent(share)} % of ${images}`;
    const taken = most === 0 ? "" : `, most often taken for ${nameOf(wrong.indexOf(most))} (${most})`;
    return `  ${nameOf(label)}: ${right}${taken}`;
  });
  return [`top-5 ${percent(topFive)} %, balanced accuracy ${percent(balancedAccuracy)} %`, ...lines];
}

function summary({ dataset, split, measured, recorded }: Omit<Findings, "confusion">): string {
  const { accuracy, loss, images, seconds } = measured;
  const result = `accuracy ${percent(accuracy)} %, loss ${loss.toFixed(4)}`;
  const about = `(${images} ${split} images of ${dataset.name}, ${seconds.toFixed(1)} s)`;
  if (recorded === undefined) {
    return `${result} ${about}`;
  }
  const apart = percent(accuracy - recorded.accuracy);
  return `${result} ${about}\nmanifest: accuracy ${percent(recorded.accuracy)} %, loss ${recorded.loss.toFixed(4)} (${apart} points apart)`;
}

const percent = (share: number) => (100 * share).toFixed(2);
