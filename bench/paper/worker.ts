/** A process that does units of the experiment, one at a time, as its parent sends them. */
import { openDataset } from "../../src/trainer/index.js";
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

process.on("message", (unit: Unit) => {
  laboratory
    .then((opened) => runUnit(unit, opened))
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
