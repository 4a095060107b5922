import { CommanderError } from "commander";
import { InputError } from "../model/index.js";
import { errorLine } from "./error-line.js";
import { Interruption, watchSignals } from "./interruption.js";
import { createProgram } from "./program.js";

/** Exit statuses besides 0 and a signal's own. */
const FAILED = 1;
const BAD_INPUT = 2;

/**
 * Runs a command line, without `node` and the script. What goes wrong is one line on standard error, with the stack
 * below where `LEARNGENE_DEBUG` is 1.
 *
 * @returns the exit status: 0; 2 for what the user can mend; 130 after Ctrl-C, 143 after SIGTERM; 1 for the rest
 */
export async function run(args: readonly string[]): Promise<number> {
  surviveClosedPipes();
  const { signal, release } = watchSignals();
  try {
    await createProgram(signal).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    return report(error);
  } finally {
    release();
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) {
    return 0; // Help or the version, written already.
  }
  if (error instanceof CommanderError && error.code === "commander.help") {
    return BAD_INPUT; // Help in place of a command, written already.
  }
  process.stderr.write(`${errorLine(error)}\n`);
  if (process.env["LEARNGENE_DEBUG"] === "1") {
    console.error(error);
  }
  if (error instanceof Interruption) {
    return error.status;
  }
  return error instanceof InputError || error instanceof CommanderError ? BAD_INPUT : FAILED;
}

/** A training goes on when whoever read its news has left (`… | head`). */
function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
