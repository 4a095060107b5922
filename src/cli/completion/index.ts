/** Scripts by which shells complete `learngene`: made from the commands themselves, so that they know all of them. */
import type { Command } from "commander";
import { bashScript } from "./bash.js";
import { describeCommands, type DescribedCommand } from "./describe.js";
import { fishScript } from "./fish.js";
import { zshScript } from "./zsh.js";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } satisfies Record<
  string,
  (commands: readonly DescribedCommand[]) => string
>;

export type Shell = keyof typeof scripts;

/** The shells that there are scripts for. */
export const shells = ["bash", "zsh", "fish"] as const satisfies readonly Shell[];

/** The script for a shell, of a program and all commands below it. */
export function completionScript(shell: Shell, program: Command): string {
  return scripts[shell](describeCommands(program));
}
