/** Writes docs/reference/cli.md from the command line itself: `npm run generate`. */
import { mkdir, writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { format, resolveConfig } from "prettier";
import { createProgram } from "../src/cli/index.js";
import { code, markdownTable, optionRow } from "./option-row.js";

const page = new URL("../docs/reference/cli.md", import.meta.url);

/** The text of the page. */
export async function cliReference(): Promise<string> {
  const program = createProgram(new AbortController().signal);
  const text = [
    "<!-- Made from the commands by `npm run generate`; do not edit. -->",
    "# Commands",
    "What they have in common, servers, tokens, exit codes, is in [The command line](../cli.md).",
    ...program.commands.flatMap((command) => sections(command, "learngene")),
  ].join("\n\n");
  return format(text, { ...(await resolveConfig(page)), parser: "markdown" });
}

/** A command's section, or those of the commands below it. */
function sections(command: Command, parent: string): string[] {
  const path = `${parent} ${command.name()}`;
  if (command.commands.length > 0) {
    return [
      `## ${path}`,
      command.description(),
      ...command.commands.flatMap((each) => sections(each, path).map((part) => part.replace(/^## /, "### "))),
    ];
  }
  const given = command.registeredArguments.map((argument) => [
    code(argument.required ? `<${argument.name()}>` : `[${argument.name()}]`),
    `${argument.description}${argument.argChoices === undefined ? "" : ` (${argument.argChoices.join(", ")})`}`,
  ]);
  const options = command.options.map(optionRow);
  const example = /\$ (learngene .*)/.exec(afterHelp(command))?.[1];
  return [
    `## ${path}`,
    command.description(),
    `\`${path} ${command.usage()}\``,
    ...(given.length === 0 ? [] : [markdownTable(["argument", "what it says"], given)]),
    ...(options.length === 0
      ? []
      : [markdownTable(["flag", "environment", "what it says", "default"], options)]),
    ...(example === undefined ? [] : ["```\n" + example + "\n```"]),
  ];
}

/** What stands below a command's flags in its help. */
function afterHelp(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

if (process.argv[1] === import.meta.filename) {
  await mkdir(new URL(".", page), { recursive: true });
  await writeFile(page, await cliReference());
}
