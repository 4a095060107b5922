/** A process that does units of the experiment, one at a time, as its parent names them. */
import { openDataset } from "../../src/trainer/index.js";
import { doUnits } from "../support/unit-worker.js";
import { scales, type Scale, type Unit } from "./experiment.js";
import { runUnit } from "./run-unit.js";

const [, , name = "full", directory = "."] = process.argv;
const scale = scales[name as Scale["name"]];
const dataset = openDataset("fashion-mnist", { cacheDirectory: ".learngene" });

doUnits(async (unit) => runUnit(unit as Unit, scale, await dataset, directory));
