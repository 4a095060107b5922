/** A process that does units of the experiment, one at a time, as its parent sends them. */
import { openDataset } from "../../src/trainer/index.js";
import type { ScaleName } from "../support/experiment.js";
import { doUnits } from "../support/unit-worker.js";
import { runUnit, type Laboratory } from "./run-unit.js";
import { readSubject, scales } from "./scale.js";
import type { Unit } from "./units.js";

const [, , name = "full", directory = "."] = process.argv;

async function openLaboratory(): Promise<Laboratory> {
  const subject = await readSubject();
  const images = await openDataset(subject.recipe.dataset, { cacheDirectory: ".learngene" });
  return { scale: scales[name as ScaleName], directory, subject, images };
}

const laboratory = openLaboratory();

doUnits(async (unit) => runUnit(unit as Unit, await laboratory));
