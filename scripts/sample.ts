/**
 * Makes samples/fashion-vit.safetensors from nothing: an Ans-Net on Fashion-MNIST, then a learngene from it.
 * `npm run sample`; what is done stays in .learngene/sample, so that a stopped run goes on with the next part.
 */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { sampleTable } from "../bench/sample-table.js";
import { updateReadme } from "../bench/support/readme.js";
import { writeLearngene, writeNetwork } from "../src/formats/index.js";
import { evenLayout, type Architecture } from "../src/model/index.js";
import {
  ancestorRecipe,
  composeReporters,
  jsonLinesReporter,
  learn,
  learnRecipe,
  openDataset,
  readNetworkFile,
  terminalReporter,
  trainAncestor,
  writeAtomically,
} from "../src/trainer/index.js";

const architecture: Architecture = {
  family: "vit",
  config: {
    imageSize: 28,
    patchSize: 7,
    inChans: 1,
    numClasses: 10,
    embedDim: 64,
    numHeads: 4,
    mlpRatio: 4,
    globalPool: "avg",
    fcNorm: false,
    normEps: 1e-6,
  },
};
const stages = [3, 3, 4, 3, 3];
const training = { dataset: "fashion-mnist", batchSize: 128, learningRate: 2e-3, warmupEpochs: 0.5, seed: 1 };

const ancestor = ancestorRecipe({ kind: "ancestor", ...training, architecture, depth: 12, epochs: 8 });
const learngene = learnRecipe({
  kind: "learn",
  ...training,
  epochs: 12,
  stages,
  layouts: {
    schedule: "drawn",
    layers: [...[5, 6, 7, 8, 9, 10, 12, 14, 16].map((depth) => evenLayout(stages.length, depth)), stages],
  },
  distillationWeight: 0.5,
  evaluateDepths: [4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20],
});

const work = ".learngene/sample";
const ancestorPath = `${work}/ans-net.safetensors`;
const samplePath = "samples/fashion-vit.safetensors";
const threads = Number(process.env["LEARNGENE_THREADS"] ?? availableParallelism());

await mkdir(work, { recursive: true });
const dataset = await openDataset("fashion-mnist", { cacheDirectory: ".learngene" });
const reporter = composeReporters(terminalReporter(), jsonLinesReporter(`${work}/metrics.jsonl`));
try {
  const context = { threads, reporter };
  if (!existsSync(ancestorPath)) {
    const trained = await trainAncestor(ancestor, dataset, context);
    await writeAtomically(ancestorPath, writeNetwork(trained.manifest, trained.tensors));
  }
  const { manifest, tensors } = await learn(learngene, await readNetworkFile(ancestorPath), dataset, context);
  const description =
    "A Vision Transformer for Fashion-MNIST (28 x 28, grey): five stages from which a network of any depth starts. " +
    "Made by `npm run sample`.";
  await writeAtomically(samplePath, writeLearngene({ ...manifest, description }, tensors));
  await updateReadme("sample", sampleTable(manifest.training?.results ?? []));
  reporter.note(`wrote ${samplePath}`);
} finally {
  reporter.close();
}
