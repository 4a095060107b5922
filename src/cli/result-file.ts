import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { InputError } from "../model/index.js";
import { writeAtomically } from "../trainer/index.js";

/**
 * Writes what a training came to. Where its disk is full, it goes to the system's temporary directory, so that hours are
 * not lost, and `disk-full` is thrown with its place there.
 */
export async function writeResult(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeAtomically(path, bytes);
  } catch (cause) {
    if (!(cause instanceof InputError && cause.code === "disk-full")) {
      throw cause;
    }
    const rescued = join(tmpdir(), `learngene-${process.pid}-${basename(path)}`);
    await writeAtomically(rescued, bytes).catch(() => {
      throw cause;
    });
    throw new InputError("disk-full", `${cause.message}; it was written to ${rescued} instead`, {
      value: path,
      fix: `Free some space, and move ${rescued} to where it belongs.`,
      cause,
    });
  }
}
