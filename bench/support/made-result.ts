import { existsSync, readFileSync } from "node:fs";

/** What bench/results/NAME.json holds, as its bench wrote it; nothing where that has not been run in full. */
export function madeResult(name: string): unknown {
  const path = `bench/results/${name}.json`;
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}
