import { join } from "node:path";
import { writeLearngene, writeNetwork } from "../../src/formats/index.js";
import { stageWise } from "../../src/model/index.js";
import {
  descend,
  finetune,
  learn,
  readLearngeneFile,
  readNetworkFile,
  silentReporter,
  trainAncestor,
  writeAtomically,
  type ImageDataset,
} from "../../src/trainer/index.js";
import { ANCESTOR_DEPTH } from "../paper/scale.js";
import { keepResult, type Effort } from "../support/kept-results.js";
import { ancestorRecipeOf, learnRecipeOf, tuningRecipeOf, type Scale } from "./scale.js";
import { nameOf, type Unit } from "./units.js";

export interface Found {
  /** Test accuracy, 0 to 1, by depth. */
  readonly accuracies: Readonly<Record<string, number>>;
  /** Of the file. */
  readonly bytes?: number;
}

export type UnitResult = Found & Effort;

/** What units are done with. */
export interface Laboratory {
  readonly scale: Scale;
  /** Where weights and results are left. */
  readonly directory: string;
  readonly images: ImageDataset;
}

const context = { threads: 1, reporter: silentReporter };

/** Does a unit and leaves its result. */
export function runUnit(unit: Unit, laboratory: Laboratory): Promise<UnitResult> {
  return keepResult(laboratory.directory, unit.name, () => measure(unit, laboratory));
}

async function measure(unit: Unit, { scale, directory, images }: Laboratory): Promise<Found> {
  const pathOf = (name: string) => join(directory, `${name}.safetensors`);
  const { seed, name } = unit;
  switch (unit.kind) {
    case "ancestor": {
      const recipe = ancestorRecipeOf(scale, seed, unit.width);
      const { manifest, tensors } = await trainAncestor(recipe, images, context);
      await writeAtomically(pathOf(name), writeNetwork(manifest, tensors));
      return { accuracies: { [ANCESTOR_DEPTH]: manifest.training?.accuracy ?? Number.NaN } };
    }
    case "gene": {
      const { setting } = unit;
      const ancestor = await readNetworkFile(pathOf(nameOf.ancestor(seed, setting.width)));
      const recipe = learnRecipeOf(scale, seed, setting);
      const { manifest, tensors } = await learn(recipe, ancestor, images, context);
      const file = writeLearngene(manifest, tensors);
      await writeAtomically(pathOf(name), file);
      // The depths asked for come first; the Aux-Net's own layout, of a depth that may be among them, is last.
      const results = (manifest.training?.results ?? []).slice(0, scale.depths.length);
      return {
        accuracies: Object.fromEntries(results.map(({ depth, accuracy }) => [depth, accuracy])),
        bytes: file.length,
      };
    }
    case "tuning": {
      const { setting } = unit;
      const gene = await readLearngeneFile(pathOf(nameOf.gene(seed, setting)));
      const start = descend(gene, stageWise.planDepth(setting.stages, scale.tunedDepth));
      const tuned = await finetune(tuningRecipeOf(scale, seed, setting), start, images, context);
      return { accuracies: { [scale.tunedDepth]: tuned.manifest.training?.accuracy ?? Number.NaN } };
    }
  }
}
