import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { dirname } from "node:path";

/** Where and from what a result comes: kept beside every figure. */
export function provenance() {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync("git", ["rev-parse", "--short=12", "HEAD"], { encoding: "utf8" }).trim(),
    node: process.version,
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
  };
}

let isDry = false;

/** From now on results and documents stay as they are. */
export function writeNothing(): void {
  isDry = true;
}

/** Writes bench/results/NAME.json. */
export async function writeResult(name: string, result: object): Promise<void> {
  await writeJson(`bench/results/${name}.json`, { ...provenance(), ...result });
}

export function writeJson(path: string, content: object): Promise<void> {
  return writeText(path, `${JSON.stringify(content, null, 2)}\n`);
}

/** Writes a file whose folder is made if it is missing; nothing where {@link writeNothing} was called. */
export async function writeText(path: string, text: string): Promise<void> {
  if (!isDry) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}
