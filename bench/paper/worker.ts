/** A process that does units of the experiment, one at a time, as its parent sends them. */
import { openDataset } from "../../src/trainer/index.js";
import { doUnits } from "../support/unit-worker.js";
import { runUnit, type Laboratory } from "./run-unit.js";
import { DOWNSTREAM_DATASET, scales } from "./scale.js";
import type { Unit } from "./units.js";

const [, , scaleName = "", directory = "."] = process.argv;

async function openLaboratory(): Promise<Laboratory> {
  const scale = Object.values(scales).find(({ name }) => name === scaleName);
  if (scale === undefined) {
    throw new Error(`there is no scale ${scaleName}`);
  }
  const options = { cacheDirectory: ".learngene" };
  const [images, digits] = [
    await openDataset("fashion-mnist", options),
    await openDataset(DOWNSTREAM_DATASET, options),
  ];
  return { scale, directory, images, digits };
}

const laboratory = openLaboratory();

doUnits(async (unit) => runUnit(unit as Unit, await laboratory));
