import { type Command, Option } from "commander";
import { keptToken } from "../remote/credentials.js";
import { refusal } from "./values.js";

/** Adds `--server` to a command that works on a registry: a server's, in place of the one that this process opens. */
export function addServerOption(command: Command, what: string): Command {
  return command.addOption(
    new Option(
      "--server <url>",
      `${what}, with the token of LEARNGENE_TOKEN or learngene login (default: the registry in the data directory, while no server holds it)`,
    ).env("LEARNGENE_SERVER"),
  );
}

/**
 * The server of a flag's text, and the token to ask it with: that of `LEARNGENE_TOKEN`, or else the one that was kept for
 * it. Throws `invalid-request`, `invalid-config`.
 */
export function readServer(text: string): { url: string; token?: string } {
  if (!URL.canParse(text) || !/^https?:\/\//i.test(text)) {
    throw refusal("--server", text, "the http(s) address of a server");
  }
  const given = process.env["LEARNGENE_TOKEN"];
  const token = given === undefined || given === "" ? keptToken(text) : given;
  return { url: text, ...(token === undefined ? {} : { token }) };
}
