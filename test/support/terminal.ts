/** The built command in a pseudo-terminal, as a user at a screen has it: by `script` of util-linux. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { commandLine, environment, type RunOptions } from "./command.js";

/** What was on the screen. */
export interface Shown {
  /** Exit status; 128 and its number after a signal. */
  readonly status: number | null;
  /** Both outputs, as the terminal got them: with carriage returns and control sequences. */
  readonly screen: string;
}

export interface TerminalOptions extends RunOptions {
  /** What is typed once something is on the screen, such as a line with its `\n`. */
  readonly typed?: string;
}

/** Runs `learngene` to its end in a terminal of 100 columns. */
export async function atTerminal(
  args: readonly string[],
  { cwd, env = {}, typed }: TerminalOptions,
): Promise<Shown> {
  const quoted = [...commandLine, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  const child = spawn("script", ["-qefc", `stty cols 100; ${quoted}`, "/dev/null"], {
    cwd,
    env: { ...environment(env), TERM: "xterm" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let screen = "";
  child.stdout.on("data", (chunk: Buffer) => {
    if (screen === "" && typed !== undefined) {
      child.stdin.write(typed);
    }
    screen += chunk.toString();
  });
  await once(child, "close");
  return { status: child.exitCode, screen };
}
