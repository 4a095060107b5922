import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { writeResult } from "../support/provenance.js";
import { updateReadme } from "../support/readme.js";
import { runUnits } from "../support/units.js";
import {
  ancestor,
  learngene,
  seeds,
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
 * table. Units that are done stay in .learngene/bench/starts, so a stopped run goes on.
 */
export async function startsBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { processes: { type: "string" } } });
  const processes = Number(values.processes ?? availableParallelism());
  const directory = ".learngene/bench/starts";
  await mkdir(directory, { recursive: true });
  const all = units().map((unit) => ({ ...unit, name: unitName(unit), needs: unitNeeds(unit) }));
  let count = 0;
  const results = await runUnits<UnitResult>(all, {
    worker: new URL("worker.ts", import.meta.url),
    args: [directory],
    processes,
    done: (name, { accuracies, seconds }) => {
      console.log(`${++count}/${all.length} ${name} ${JSON.stringify(accuracies)} ${seconds.toFixed(0)} s`);
    },
  });
  const measured = cells(results);
  const [seed = 0] = seeds;
  await writeResult("starts", {
    command: "npm run bench -- starts",
    dataset: "fashion-mnist",
    seeds,
    tuningImages,
    recipes: {
      ancestor: ancestor(seed),
      fixed: learngene(seed, "fixed"),
      drawn: learngene(seed, "drawn"),
      tuning: tuning(seed, 1),
    },
    cells: measured,
    units: Object.fromEntries(results),
  });
  await updateReadme("starts", table(measured));
  console.log(table(measured));
}
