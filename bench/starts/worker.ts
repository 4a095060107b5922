/** A process that does units of the experiment, one at a time, as its parent names them. */
import { openDataset } from "../../src/trainer/index.js";
import type { Unit } from "./experiment.js";
import { runUnit } from "./run-unit.js";

const [, , directory = "."] = process.argv;
const dataset = openDataset("fashion-mnist", { cacheDirectory: ".learngene" });

process.on("message", (unit: Unit) => {
  dataset
    .then((data) => runUnit(unit, data, directory))
    .then(
      (result) => process.send?.(result),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
});

// A parent that is gone wants nothing more.
process.on("disconnect", () => process.exit());
