import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../src/trainer/index.js";

/** What every unit of an experiment tells besides what it found. */
export interface Effort {
  /** Processor time, of all threads. */
  readonly coreSeconds: number;
}

const pathOf = (directory: string, name: string) => join(directory, `${name}.json`);

/** The results that lie in `directory`, of units of these names. */
export async function keptResults<Result>(
  directory: string,
  names: readonly string[],
): Promise<Map<string, Result>> {
  const kept = names.filter((name) => existsSync(pathOf(directory, name)));
  return new Map(
    await Promise.all(
      kept.map(
        async (name) =>
          [name, JSON.parse(await readFile(pathOf(directory, name), "utf8")) as Result] as const,
      ),
    ),
  );
}

/** Does a unit's work and leaves its result in `directory`. */
export async function keepResult<Found extends object>(
  directory: string,
  name: string,
  work: () => Promise<Found>,
): Promise<Found & Effort> {
  const before = process.cpuUsage();
  const found = await work();
  const { user, system } = process.cpuUsage(before);
  const result = { ...found, coreSeconds: (user + system) / 1e6 };
  await writeAtomically(pathOf(directory, name), Buffer.from(JSON.stringify(result)));
  return result;
}
