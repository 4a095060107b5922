import { readFile, rm } from "node:fs/promises";
import { writeAtomically, type Checkpoints } from "../trainer/index.js";
import { cannotRead } from "./reading.js";

/** Checkpoints in a file, each in place of the one before. */
export function checkpointFile(
  path: string,
  everySeconds: number,
): Checkpoints & { remove(): Promise<void> } {
  return {
    everySeconds,
    async load() {
      try {
        return await readFile(path);
      } catch (cause) {
        if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") {
          return undefined;
        }
        throw cannotRead(path, cause);
      }
    },
    save: (bytes) => writeAtomically(path, bytes),
    remove: () => rm(path, { force: true }),
  };
}
