import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { units } from "./experiment.js";
import { runUnits } from "./schedule.js";

/**
 * `npm run bench -- starts`: tunes Des-Nets from five starts and writes bench/results/starts.json and the README's
 * table. Units that are done stay in .learngene/bench/starts, so a stopped run goes on.
 */
export async function startsBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { processes: { type: "string" } } });
  const processes = Number(values.processes ?? availableParallelism());
  const directory = ".learngene/bench/starts";
  await mkdir(directory, { recursive: true });
  const all = units();
  let count = 0;
  await runUnits(all, directory, processes, ({ name, accuracies, seconds }) => {
    console.log(`${++count}/${all.length} ${name} ${JSON.stringify(accuracies)} ${seconds.toFixed(0)} s`);
  });
}
