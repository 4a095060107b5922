import { Option, type Command } from "commander";
import { z } from "zod";
import type { Server } from "../remote/index.js";
import { readServer } from "./server-option.js";

const DEFAULT_SERVER = "http://127.0.0.1:8080";

/** What {@link addRemoteOption} reads. */
export const remoteOptionsSchema = z.object({ server: z.string() });

/** Adds `--server` to a command that works on a server alone. */
export function addRemoteOption(command: Command): Command {
  return command.addOption(
    new Option(
      "--server <url>",
      "server to ask, with the token of LEARNGENE_TOKEN, or else that of learngene login",
    )
      .env("LEARNGENE_SERVER")
      .default(DEFAULT_SERVER),
  );
}

/** The server that `--server` names. Throws `invalid-request`. */
export function serverOf({ server }: z.infer<typeof remoteOptionsSchema>, signal: AbortSignal): Server {
  return { ...readServer(server), signal };
}

/** Adds `--quiet` to a command that moves a file. */
export function addQuietOption(command: Command): Command {
  return command.option("--quiet", "show no progress (default: no)");
}

/** Adds `--json` to a command that otherwise prints for people. */
export function addJsonOption(command: Command): Command {
  return command.option("--json", "print JSON, as the server's contract has it (default: for people)");
}

/** Ends a command's help with an example. */
export function addExample(command: Command, ...examples: readonly string[]): Command {
  const lines = examples.map((example) => `  $ ${example}`).join("\n");
  return command.addHelpText("after", `\nExample:\n${lines}`);
}
