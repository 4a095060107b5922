import { join } from "node:path";
import { writeNetwork } from "../../src/formats/index.js";
import { ruleNamed } from "../../src/model/index.js";
import {
  descend,
  finetune,
  readNetworkFile,
  selectLayers,
  silentReporter,
  trainAncestor,
  writeAtomically,
  type ImageDataset,
  type NetworkWeights,
} from "../../src/trainer/index.js";
import { keepResult, type Effort } from "../support/kept-results.js";
import { untuned } from "../support/untuned.js";
import { netRecipe, TUNING, tuningRecipe, type NetChoice, type Scale, type Subject } from "./scale.js";
import { namesOf, type Unit } from "./units.js";

export interface Found {
  /** Test accuracy, 0 to 1, by epochs of tuning. */
  readonly accuracies: Readonly<Record<string, number>>;
}

export type UnitResult = Found & Effort;

/** What units are done with. */
export interface Laboratory {
  readonly scale: Scale;
  /** Where weights and results are left. */
  readonly directory: string;
  readonly subject: Subject;
  readonly images: ImageDataset;
}

const context = { threads: 1, reporter: silentReporter };

/** Does a unit and leaves its result. */
export function runUnit(unit: Unit, laboratory: Laboratory): Promise<UnitResult> {
  return keepResult(laboratory.directory, unit.name, async () => ({
    accuracies: await measure(unit, laboratory),
  }));
}

async function measure(unit: Unit, laboratory: Laboratory): Promise<Record<string, number>> {
  const { scale, subject, images } = laboratory;
  switch (unit.kind) {
    case "net": {
      const net = await trainAncestor(netRecipe(subject, scale, unit), images, context);
      await writeAtomically(netPath(laboratory, unit), writeNetwork(net.manifest, net.tensors));
      return { 0: accuracyOf(net) };
    }
    case "untuned":
      return { 0: await untuned(fromLearngene(subject, unit.depth), images) };
    case "tuning": {
      const { seed, start, depth } = unit;
      const network =
        start === "learngene" ? fromLearngene(subject, depth) : await firstLayers(laboratory, seed, depth);
      const tuned = await finetune(tuningRecipe(scale, seed), network, images, context);
      return { 0: await untuned(network, images), [TUNING]: accuracyOf(tuned) };
    }
  }
}

/** As `depth=` alone expands it. */
function fromLearngene({ learngene }: Subject, depth: number): NetworkWeights {
  const { rule, stages } = learngene.manifest;
  return descend(learngene, ruleNamed(rule).planDepth(stages.length, depth));
}

async function firstLayers(laboratory: Laboratory, seed: number, depth: number): Promise<NetworkWeights> {
  const net = await readNetworkFile(netPath(laboratory, { seed, budget: "learning" }));
  return selectLayers(
    net,
    Array.from({ length: depth }, (_, layer) => layer),
  );
}

const netPath = ({ directory, subject, scale }: Laboratory, choice: NetChoice) =>
  join(directory, `${namesOf(subject, scale).net(choice)}.safetensors`);

const accuracyOf = ({ manifest }: NetworkWeights) => manifest.training?.accuracy ?? Number.NaN;
