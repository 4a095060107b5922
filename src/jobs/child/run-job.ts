import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bytesAccess, writeLearngene, writeNetwork } from "../../formats/index.js";
import type { Architecture } from "../../model/index.js";
import {
  checkFits,
  checkRecipe,
  classifierOf,
  composeReporters,
  evaluate,
  exportOnnx,
  finetune,
  imagesFor,
  learn,
  openDataset,
  openStoredDataset,
  silentReporter,
  type EvaluationReport,
  type ImageDataset,
  type NetworkWeights,
  type Recipe,
  type TrainingContext,
} from "../../trainer/index.js";
import { jobFiles, type Order } from "./protocol.js";
import { readBecoming, readModel } from "./read-models.js";

/** What a job came to, for people and programs. */
export type JobResult = Record<string, unknown>;

interface Work extends TrainingContext {
  readonly order: Order;
  readonly folder: string;
}

/**
 * Does what the order in a job's folder says: reads the learngene and the data set there, writes artifacts there, and
 * gives what it came to. Knows nothing of servers, registries and processes. Throws what the trainer does.
 */
export async function runJob(folder: string, order: Order, given: TrainingContext): Promise<JobResult> {
  await mkdir(join(folder, jobFiles.artifacts), { recursive: true });
  const measured: EvaluationReport[] = [];
  const noting = { ...silentReporter, evaluate: (report: EvaluationReport) => void measured.push(report) };
  const work = { ...given, reporter: composeReporters(given.reporter, noting), order, folder };
  const result = await doIt(work);
  await artifact(
    work,
    "metrics.json",
    Buffer.from(`${JSON.stringify({ result, measured }, undefined, 2)}\n`),
  );
  return result;
}

async function doIt(work: Work): Promise<JobResult> {
  const { spec } = work.order;
  switch (spec.kind) {
    case "finetune": {
      const network = await readBecoming(work.folder, jobFiles.learngene, spec);
      const teacher = spec.teacher && (await readModel(work.folder, jobFiles.teacher, spec.teacher));
      const { architecture } = network.manifest;
      const dataset = await open(work, architecture, spec.recipe.images);
      checkFits(architecture, dataset, false);
      checkRecipe(spec.recipe, dataset);
      return tuned(work, await finetune(spec.recipe, network, dataset, work, teacher), dataset);
    }
    case "learn": {
      const file = "learngene" in spec.ancestor ? jobFiles.learngene : jobFiles.ancestor;
      const ancestor = await readModel(work.folder, file, spec.ancestor);
      const own = "onnx" in ancestor ? undefined : ancestor.manifest.architecture;
      const dataset = await open(work, own ?? spec.recipe.architecture, spec.recipe.images);
      const architecture = spec.recipe.architecture ?? own;
      if (architecture !== undefined) {
        checkFits(architecture, dataset);
      }
      checkRecipe(spec.recipe, dataset);
      const { manifest, tensors } = await learn(spec.recipe, ancestor, dataset, work);
      await artifact(work, "learngene.safetensors", writeLearngene(manifest, tensors));
      const { steps, seconds, results } = manifest.training ?? {};
      return { steps, seconds, depths: results, dataset: dataset.digest };
    }
    case "evaluate": {
      const network = await readBecoming(work.folder, jobFiles.learngene, spec);
      const { architecture } = network.manifest;
      const dataset = await open(work, architecture);
      checkFits(architecture, dataset);
      return measure(work, network, dataset, spec.split);
    }
  }
}

/** Writes a network down in both formats; its accuracy was measured on the data set's test images. */
async function tuned(work: Work, network: NetworkWeights, dataset: ImageDataset): Promise<JobResult> {
  const { manifest, tensors } = network;
  await artifact(work, "network.safetensors", writeNetwork(manifest, tensors));
  await artifact(work, "network.onnx", exportOnnx(network));
  const { depth, training } = manifest;
  const { steps, seconds, accuracy } = training ?? {};
  return { depth, steps, seconds, accuracy, images: dataset.test.count, dataset: dataset.digest };
}

async function measure(
  { reporter, signal, threads, order }: Work,
  network: NetworkWeights,
  dataset: ImageDataset,
  split: "test" | "train",
): Promise<JobResult> {
  const { depth, preprocessing } = network.manifest;
  const classifier = await classifierOf(network, { threads });
  try {
    const measured = await evaluate(classifier, { ...dataset, preprocessing }, dataset[split], signal);
    reporter.evaluate({ phase: order.spec.kind, subject: `depth ${depth}`, depth, ...measured });
    return { depth, ...measured, dataset: dataset.digest };
  } finally {
    await classifier.close();
  }
}

/** Opens the data set, its images scaled to what the network reads unless the recipe says otherwise. */
async function open(
  { order: { dataset, cache }, reporter }: Work,
  architecture: Architecture | undefined,
  images?: Recipe["images"],
): Promise<ImageDataset> {
  const options = {
    cacheDirectory: cache,
    ...imagesFor(architecture, images),
    note: (text: string) => {
      reporter.note(text);
    },
  };
  if (typeof dataset === "string") {
    return openDataset(dataset, options);
  }
  const { name, digest, file } = dataset;
  return openStoredDataset({ name, digest, file: bytesAccess(await readFile(file)) }, options);
}

function artifact({ folder }: Work, name: string, bytes: Uint8Array): Promise<void> {
  return writeFile(join(folder, jobFiles.artifacts, name), bytes);
}
