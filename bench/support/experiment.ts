import { mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { keptResults, type Effort } from "./kept-results.js";
import { runUnits, type NamedUnit } from "./units.js";

export type ScaleName = "full" | "quick" | "tiny";

/** How much of an experiment of many trainings is run, and for how long. */
export interface ExperimentOptions {
  readonly scale: ScaleName;
  /** Default: the scale's. */
  readonly seeds: readonly number[] | undefined;
  readonly processes: number;
  /** After which no further unit begins, by `performance.now()`. */
  readonly until: number | undefined;
}

/** What the command line says: `--quick`, `--tiny`, `--seeds 1,2`, `--minutes 50`, `--processes 2`. */
export function experimentOptions(args: readonly string[]): ExperimentOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      tiny: { type: "boolean", default: false },
      seeds: { type: "string" },
      minutes: { type: "string" },
      processes: { type: "string" },
    },
  });
  const seeds = values.seeds?.split(",").map(Number);
  if (seeds?.some((seed) => !Number.isInteger(seed) || seed < 0) === true) {
    throw new Error(`--seeds ${values.seeds}: give whole numbers, such as --seeds 1,2`);
  }
  return {
    scale: values.tiny ? "tiny" : values.quick ? "quick" : "full",
    seeds: seeds && [...new Set(seeds)],
    processes: Number(values.processes ?? availableParallelism()),
    until: values.minutes === undefined ? undefined : performance.now() + 60_000 * Number(values.minutes),
  };
}

/**
 * Does the units of an experiment in processes of one thread each, and gives the results by name. What is done stays in
 * .learngene/bench/NAME-full, so a stopped run goes on; a smaller scale shows that all can be made, so it makes all.
 * The worker's arguments are the scale's name and that directory.
 */
export async function runExperiment<Result extends Effort>(
  name: string,
  units: readonly NamedUnit[],
  { scale, processes, until }: ExperimentOptions,
  worker: URL,
): Promise<Map<string, Result>> {
  const directory = `.learngene/bench/${name}-${scale}`;
  if (scale !== "full") {
    await rm(directory, { recursive: true, force: true });
  }
  await mkdir(directory, { recursive: true });
  const known = await keptResults<Result>(
    directory,
    units.map(({ name }) => name),
  );
  let count = known.size;
  const results = await runUnits<Result>(units, {
    known,
    worker,
    args: [scale, directory],
    processes,
    until,
    done: (unit, { coreSeconds, ...found }) => {
      console.log(`${++count}/${units.length} ${unit} ${JSON.stringify(found)} ${coreSeconds.toFixed(0)} s`);
    },
  });
  if (results.size < units.length) {
    console.log(`${units.length - results.size} of ${units.length} units are left: the same command goes on`);
  }
  return results;
}
