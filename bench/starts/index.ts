import { mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { writeResult } from "../support/provenance.js";
import { updateReadme } from "../support/readme.js";
import { runUnits } from "../support/units.js";
import {
  ancestor,
  learngene,
  scales,
  tuning,
  tuningImages,
  unitName,
  unitNeeds,
  units,
} from "./experiment.js";
import type { UnitResult } from "./run-unit.js";
import { cells, table } from "./table.js";

/**
 * `npm run bench -- starts`: tunes Des-Nets from five starts and writes bench/results/starts.json and the README's
 * table. Units that are done stay in .learngene/bench/starts, so a stopped run goes on. `--quick` takes one seed, two depths
 * and a fraction of the training, and writes nothing.
 */
export async function startsBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { processes: { type: "string" }, quick: { type: "boolean", default: false } },
  });
  const scale = scales[values.quick ? "quick" : "full"];
  const processes = Number(values.processes ?? availableParallelism());
  const directory = values.quick ? ".learngene/bench/starts-quick" : ".learngene/bench/starts";
  if (values.quick) {
    // It shows that all can be made, so it makes all.
    await rm(directory, { recursive: true, force: true });
  }
  await mkdir(directory, { recursive: true });
  const all = units(scale).map((unit) => ({ ...unit, name: unitName(unit), needs: unitNeeds(unit) }));
  let count = 0;
  const results = await runUnits<UnitResult>(all, {
    worker: new URL("worker.ts", import.meta.url),
    args: [scale.name, directory],
    processes,
    done: (name, { accuracies, seconds }) => {
      console.log(`${++count}/${all.length} ${name} ${JSON.stringify(accuracies)} ${seconds.toFixed(0)} s`);
    },
  });
  const measured = cells(scale, results);
  console.log(table(measured));
  if (values.quick) {
    return;
  }
  const [seed = 0] = scale.seeds;
  await writeResult("starts", {
    command: "npm run bench -- starts",
    dataset: "fashion-mnist",
    seeds: scale.seeds,
    tuningImages,
    recipes: {
      ancestor: ancestor(scale, seed),
      fixed: learngene(scale, seed, "fixed"),
      drawn: learngene(scale, seed, "drawn"),
      tuning: tuning(seed, 1),
    },
    cells: measured,
    units: Object.fromEntries(results),
  });
  await updateReadme("starts", table(measured));
}
