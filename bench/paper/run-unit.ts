import { join } from "node:path";
import { writeLearngene, writeNetwork } from "../../src/formats/index.js";
import {
  finetune,
  learn,
  readLearngeneFile,
  readNetworkFile,
  silentReporter,
  trainAncestor,
  writeAtomically,
  type ImageDataset,
  type NetworkWeights,
  type Reporter,
} from "../../src/trainer/index.js";
import { keepResult, type Effort } from "../support/kept-results.js";
import { untuned } from "../support/untuned.js";
import { geneEpochs } from "./cost.js";
import {
  ANCESTOR_DEPTH,
  downstreamTuning,
  followed,
  fromAncestor,
  fromLabels,
  tuning,
  type Scale,
} from "./scale.js";
import { isTrained, startingNetwork, tuningsOf, type Start, type TrainedWeights } from "./starts.js";
import { nameOf, type Unit } from "./units.js";

export interface Found {
  /** Test accuracy, 0 to 1, by epochs. */
  readonly accuracies: Readonly<Record<string, number>>;
}

export type UnitResult = Found & Effort;

/** What units are done with. */
export interface Laboratory {
  readonly scale: Scale;
  /** Where weights and results are left. */
  readonly directory: string;
  readonly images: ImageDataset;
  /** The downstream task, and how `openDataset` names it. */
  readonly digits: ImageDataset;
}

const context = { threads: 1, reporter: silentReporter };

/** Does a unit and leaves its result. */
export function runUnit(unit: Unit, laboratory: Laboratory): Promise<UnitResult> {
  return keepResult(laboratory.directory, unit.name, async () => ({
    accuracies: await measure(unit, laboratory),
  }));
}

async function measure(unit: Unit, laboratory: Laboratory): Promise<Record<string, number>> {
  const { scale, images } = laboratory;
  const { seed, name } = unit;
  switch (unit.kind) {
    case "scratch":
      return trainFromLabels(name, unit.depth, seed, laboratory);
    case "gene": {
      const ansNet = await readNetworkFile(weightsPath(laboratory, nameOf.scratch(seed, ANCESTOR_DEPTH)));
      const epochs = geneEpochs(scale, unit.gene);
      const gene = await learn(fromAncestor(scale, seed, unit.gene, epochs), ansNet, images, context);
      await writeAtomically(weightsPath(laboratory, name), writeLearngene(gene.manifest, gene.tensors));
      return { [epochs]: gene.manifest.training?.results.at(-1)?.accuracy ?? Number.NaN };
    }
    case "tuning":
      return tune(await startOf(unit, laboratory), unit, laboratory);
    case "curve":
      return follow(await startOf(unit, laboratory), unit, laboratory);
    case "downstream":
      return tuneDownstream(await startOf(unit, laboratory), seed, laboratory);
  }
}

async function trainFromLabels(
  name: string,
  depth: number,
  seed: number,
  laboratory: Laboratory,
): Promise<Record<string, number>> {
  const recipe = fromLabels(laboratory.scale, seed, depth);
  const { manifest, tensors } = await trainAncestor(recipe, laboratory.images, context);
  await writeAtomically(weightsPath(laboratory, name), writeNetwork(manifest, tensors));
  return { [recipe.epochs]: manifest.training?.accuracy ?? Number.NaN };
}

interface Started {
  readonly start: Start;
  readonly seed: number;
  readonly depth: number;
}

async function tune(
  network: NetworkWeights,
  { start, seed, depth }: Started,
  { scale, images }: Laboratory,
): Promise<Record<string, number>> {
  const accuracies: Record<string, number> = {};
  for (const epochs of tuningsOf(scale, start, depth)) {
    accuracies[epochs] =
      epochs === 0
        ? await untuned(network, images)
        : accuracyOf(await finetune(tuning(scale, seed, epochs, isTrained(start)), network, images, context));
  }
  return accuracies;
}

/** Accuracies on images set aside, by the epochs of training so far. What knows nothing takes the full schedule. */
async function follow(
  network: NetworkWeights,
  { start, seed }: Started,
  { scale, images }: Laboratory,
): Promise<Record<string, number>> {
  const epochs = isTrained(start) ? scale.tuning : scale.scratch;
  const recipe = followed(scale, tuning(scale, seed, epochs, isTrained(start)));
  const measured: [number, number][] = [];
  let totalSteps = 0;
  const reporter: Reporter = {
    ...silentReporter,
    train: (report) => {
      totalSteps = report.totalSteps;
    },
    evaluate: ({ split, step, accuracy }) => {
      if (split === "validation" && step !== undefined) measured.push([step, accuracy]);
    },
  };
  await finetune(recipe, network, images, { ...context, reporter });
  return Object.fromEntries(
    measured.map(([step, accuracy]) => [((epochs * step) / totalSteps).toFixed(3), accuracy]),
  );
}

async function tuneDownstream(
  start: NetworkWeights,
  seed: number,
  { scale, digits }: Laboratory,
): Promise<Record<string, number>> {
  const tuned = await finetune(downstreamTuning(scale, seed), start, digits, context);
  return { [scale.downstream]: accuracyOf(tuned) };
}

const accuracyOf = ({ manifest }: Awaited<ReturnType<typeof finetune>>) =>
  manifest.training?.accuracy ?? Number.NaN;

function startOf({ start, seed, depth }: Started, laboratory: Laboratory): Promise<NetworkWeights> {
  const weights: TrainedWeights = {
    network: (source) =>
      readNetworkFile(
        weightsPath(laboratory, nameOf.scratch(seed, source === "ancestor" ? ANCESTOR_DEPTH : depth)),
      ),
    gene: (kind) => readLearngeneFile(weightsPath(laboratory, nameOf.gene(seed, kind))),
  };
  const { scale, images: dataset } = laboratory;
  return startingNetwork(start, { scale, depth, seed, dataset }, weights);
}

const weightsPath = ({ directory }: Laboratory, name: string) => join(directory, `${name}.safetensors`);
