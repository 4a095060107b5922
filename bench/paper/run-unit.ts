import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeLearngene, writeNetwork } from "../../src/formats/index.js";
import {
  classifierOf,
  evaluate,
  finetune,
  learn,
  readLearngeneFile,
  readNetworkFile,
  silentReporter,
  trainAncestor,
  writeAtomically,
  type ImageDataset,
  type NetworkWeights,
} from "../../src/trainer/index.js";
import { downstreamTuning, fromAncestor, fromLabels, tuning, ANCESTOR_DEPTH, type Scale } from "./scale.js";
import { startingNetwork, type Start, type TrainedWeights } from "./starts.js";
import { nameOf, type Unit } from "./units.js";

/** What a unit leaves. */
export interface UnitResult {
  /** Test accuracy, 0 to 1, by epochs. */
  readonly accuracies: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** What units are done with. */
export interface Laboratory {
  readonly scale: Scale;
  /** Where weights and results are left. */
  readonly directory: string;
  readonly images: ImageDataset;
  /** The downstream task, and how `openDataset` names it. */
  readonly digits: ImageDataset;
  readonly digitsName: string;
}

const context = { threads: 1, reporter: silentReporter };

/** Does a unit, unless its result is there, and leaves it. */
export async function runUnit(unit: Unit, laboratory: Laboratory): Promise<UnitResult> {
  const path = join(laboratory.directory, `${unit.name}.json`);
  if (existsSync(path)) {
    return JSON.parse(await readFile(path, "utf8")) as UnitResult;
  }
  const started = performance.now();
  const accuracies = await measure(unit, laboratory);
  const result = { accuracies, seconds: (performance.now() - started) / 1000 };
  await writeAtomically(path, Buffer.from(JSON.stringify(result)));
  return result;
}

async function measure(unit: Unit, laboratory: Laboratory): Promise<Record<string, number>> {
  const { scale, images } = laboratory;
  const { seed, name } = unit;
  switch (unit.kind) {
    case "ancestor":
      return trainFromLabels(name, ANCESTOR_DEPTH, scale.learning, seed, laboratory);
    case "scratch":
      return trainFromLabels(name, unit.depth, scale.scratch, seed, laboratory);
    case "gene": {
      const ansNet = await readNetworkFile(weightsPath(laboratory, nameOf.ancestor(seed)));
      const gene = await learn(fromAncestor(scale, seed, unit.gene), ansNet, images, context);
      await writeAtomically(weightsPath(laboratory, name), writeLearngene(gene.manifest, gene.tensors));
      return { [scale.learning]: gene.manifest.training?.results.at(-1)?.accuracy ?? Number.NaN };
    }
    case "tuning":
      return tune(await startOf(unit, laboratory), unit, laboratory);
    case "downstream":
      return tuneDownstream(await startOf(unit, laboratory), seed, laboratory);
  }
}

async function trainFromLabels(
  name: string,
  depth: number,
  epochs: number,
  seed: number,
  laboratory: Laboratory,
): Promise<Record<string, number>> {
  const recipe = fromLabels(laboratory.scale, seed, depth, epochs);
  const { manifest, tensors } = await trainAncestor(recipe, laboratory.images, context);
  await writeAtomically(weightsPath(laboratory, name), writeNetwork(manifest, tensors));
  return { [epochs]: manifest.training?.accuracy ?? Number.NaN };
}

async function tune(
  start: NetworkWeights,
  { start: kind, seed }: { readonly start: Start; readonly seed: number },
  { scale, images }: Laboratory,
): Promise<Record<string, number>> {
  const accuracies: Record<string, number> = {};
  for (const epochs of [...scale.tuning, ...(isLearngene(kind) ? [scale.longTuning] : [])]) {
    accuracies[epochs] =
      epochs === 0
        ? await untuned(start, images)
        : accuracyOf(await finetune(tuning(scale, seed, epochs), start, images, context));
  }
  return accuracies;
}

async function tuneDownstream(
  start: NetworkWeights,
  seed: number,
  { scale, digits, digitsName }: Laboratory,
): Promise<Record<string, number>> {
  const tuned = await finetune(downstreamTuning(scale, seed, digitsName), start, digits, context);
  return { [scale.downstream]: accuracyOf(tuned) };
}

/** Whether a start is a learngene of this program or of SWS, which are tuned for longer too. */
export function isLearngene(start: Start): boolean {
  return start === "drawn" || start === "fixed";
}

const accuracyOf = ({ manifest }: Awaited<ReturnType<typeof finetune>>) =>
  manifest.training?.accuracy ?? Number.NaN;

async function untuned(network: NetworkWeights, images: ImageDataset): Promise<number> {
  const classifier = await classifierOf(network, context);
  const { accuracy } = await evaluate(classifier, images, images.test);
  await classifier.close();
  return accuracy;
}

function startOf(
  { start, seed, depth }: { readonly start: Start; readonly seed: number; readonly depth: number },
  laboratory: Laboratory,
): Promise<NetworkWeights> {
  const weights: TrainedWeights = {
    network: (source) =>
      readNetworkFile(
        weightsPath(laboratory, source === "ancestor" ? nameOf.ancestor(seed) : nameOf.scratch(seed, depth)),
      ),
    gene: (kind) => readLearngeneFile(weightsPath(laboratory, nameOf.gene(seed, kind))),
  };
  const { scale, images: dataset } = laboratory;
  return startingNetwork(start, { scale, depth, seed, dataset }, weights);
}

const weightsPath = ({ directory }: Laboratory, name: string) => join(directory, `${name}.safetensors`);
