import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../src/trainer/index.js";

/** What every unit of an experiment tells besides what it found. */
export interface Effort {
  /** Processor time, of all threads. */
  readonly coreSeconds: number;
}

/** The result of a unit: what lies in `directory` under its name, or what `work` gives, which is left there. */
export async function keptResult<Found extends object>(
  directory: string,
  name: string,
  work: () => Promise<Found>,
): Promise<Found & Effort> {
  const path = join(directory, `${name}.json`);
  if (existsSync(path)) {
    return JSON.parse(await readFile(path, "utf8")) as Found & Effort;
  }
  const before = process.cpuUsage();
  const found = await work();
  const { user, system } = process.cpuUsage(before);
  const result = { ...found, coreSeconds: (user + system) / 1e6 };
  await writeAtomically(path, Buffer.from(JSON.stringify(result)));
  return result;
}
