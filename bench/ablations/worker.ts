/** A process that does units of the experiment, one at a time, as its parent sends them. */
import { openDataset } from "../../src/trainer/index.js";
import type { ScaleName } from "../support/experiment.js";
import { doUnits } from "../support/unit-worker.js";
import { runUnit } from "./run-unit.js";
import { scales } from "./scale.js";
import type { Unit } from "./units.js";

const [, , name = "full", directory = "."] = process.argv;
const scale = scales[name as ScaleName];
const images = openDataset("fashion-mnist", { cacheDirectory: ".learngene" });

doUnits(async (unit) => runUnit(unit as Unit, { scale, directory, images: await images }));
