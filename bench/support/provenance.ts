import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";

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

/** Writes bench/results/NAME.json. */
export async function writeResult(name: string, result: object): Promise<void> {
  await mkdir("bench/results", { recursive: true });
  await writeJson(`bench/results/${name}.json`, { ...provenance(), ...result });
}

export async function writeJson(path: string, content: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(content, null, 2)}\n`);
}
