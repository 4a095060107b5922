import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeLearngene, writeNetwork } from "../../src/formats/index.js";
import { stageWise } from "../../src/model/index.js";
import {
  descend,
  finetune,
  freshNetwork,
  learn,
  readLearngeneFile,
  readNetworkFile,
  selectLayers,
  silentReporter,
  trainAncestor,
  writeAtomically,
  type ImageDataset,
  type NetworkWeights,
} from "../../src/trainer/index.js";
import { untuned } from "../support/untuned.js";
import {
  ancestor,
  ancestorDepth,
  architecture,
  learngene,
  tuning,
  unitName,
  type Scale,
  type Unit,
} from "./experiment.js";

/** What a unit leaves: test accuracies, by epochs of tuning or by depth, and the seconds it took. */
export interface UnitResult {
  name: string;
  accuracies: Record<string, number>;
  seconds: number;
}

const context = { threads: 1, reporter: silentReporter };

/** Does a unit unless its result is in `directory`, and leaves it there. */
export async function runUnit(
  unit: Unit,
  scale: Scale,
  dataset: ImageDataset,
  directory: string,
): Promise<UnitResult> {
  const path = join(directory, `${unitName(unit)}.json`);
  if (existsSync(path)) {
    return JSON.parse(await readFile(path, "utf8")) as UnitResult;
  }
  const started = performance.now();
  const accuracies = await measure(unit, scale, dataset, directory);
  const seconds = (performance.now() - started) / 1000;
  const result = { name: unitName(unit), accuracies, seconds };
  await writeAtomically(path, Buffer.from(JSON.stringify(result)));
  return result;
}

function measure(
  unit: Unit,
  scale: Scale,
  dataset: ImageDataset,
  directory: string,
): Promise<Record<string, number>> {
  switch (unit.kind) {
    case "ancestor":
      return trainAnsNet(unit.seed, scale, dataset, directory);
    case "learngene":
      return learnGene(unit, scale, dataset, directory);
    case "tuning":
      return tune(unit, scale, dataset, directory);
  }
}

const weightsPath = (directory: string, unit: Unit) => join(directory, `${unitName(unit)}.safetensors`);

async function trainAnsNet(seed: number, scale: Scale, dataset: ImageDataset, directory: string) {
  const { manifest, tensors } = await trainAncestor(ancestor(scale, seed), dataset, context);
  await writeAtomically(weightsPath(directory, { kind: "ancestor", seed }), writeNetwork(manifest, tensors));
  return { [manifest.depth]: manifest.training?.accuracy ?? 0 };
}

async function learnGene(
  unit: Unit & { kind: "learngene" },
  scale: Scale,
  dataset: ImageDataset,
  directory: string,
) {
  const teacher = await readNetworkFile(weightsPath(directory, { kind: "ancestor", seed: unit.seed }));
  const recipe = learngene(scale, unit.seed, unit.schedule);
  const { manifest, tensors } = await learn(recipe, teacher, dataset, context);
  await writeAtomically(weightsPath(directory, unit), writeLearngene(manifest, tensors));
  const results = manifest.training?.results ?? [];
  return Object.fromEntries(results.map(({ depth, accuracy }) => [depth, accuracy]));
}

async function tune(
  unit: Unit & { kind: "tuning" },
  { epochs }: Scale,
  dataset: ImageDataset,
  directory: string,
) {
  const start = await startingNetwork(unit, dataset, directory);
  const accuracies: Record<string, number> = {};
  for (const count of epochs) {
    accuracies[count] =
      count === 0
        ? await untuned(start, dataset)
        : ((await finetune(tuning(unit.seed, count), start, dataset, context)).manifest.training?.accuracy ??
          0);
  }
  return accuracies;
}

async function startingNetwork(
  { seed, start, depth }: Unit & { kind: "tuning" },
  dataset: ImageDataset,
  directory: string,
): Promise<NetworkWeights> {
  switch (start) {
    case "drawn":
    case "fixed": {
      const path = weightsPath(directory, { kind: "learngene", seed, schedule: start });
      const gene = await readLearngeneFile(path);
      return descend(gene, stageWise.planDepth(gene.manifest.stages.length, depth));
    }
    case "random":
      return freshNetwork(architecture, depth, dataset, seed);
    case "spaced":
    case "first": {
      const ansNet = await readNetworkFile(weightsPath(directory, { kind: "ancestor", seed }));
      return selectLayers(ansNet, start === "first" ? firstLayers(depth) : spacedLayers(depth));
    }
  }
}

const firstLayers = (depth: number) => Array.from({ length: depth }, (_, i) => i);

/** The first and the last of the Ans-Net's layers and those evenly between them. */
function spacedLayers(depth: number): number[] {
  return firstLayers(depth).map((i) => Math.round((i * (ancestorDepth - 1)) / (depth - 1)));
}
