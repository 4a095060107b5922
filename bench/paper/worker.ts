/** A process that does units of the experiment, one at a time, as its parent sends them. */
import { openDataset } from "../../src/trainer/index.js";
import { doUnits } from "../support/unit-worker.js";
import { runUnit, type Laboratory } from "./run-unit.js";
import { scales } from "./scale.js";
import type { Unit } from "./units.js";

const [, , scaleName = "", directory = ".", digitsName = ""] = process.argv;

async function openLaboratory(): Promise<Laboratory> {
  const scale = Object.values(scales).find(({ name }) => name === scaleName);
  if (scale === undefined) {
    throw new Error(`there is no scale ${scaleName}`);
  }
  const options = { cacheDirectory: ".learngene" };
  const [images, digits] = [
    await openDataset("fashion-mnist", options),
    await openDataset(digitsName, options),
  ];
  return { scale, directory, images, digits, digitsName };
}

const laboratory = openLaboratory();

doUnits(async (unit) => runUnit(unit as Unit, await laboratory));
