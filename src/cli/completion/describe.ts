import type { Command, Option } from "commander";

/** What a word may be completed with. */
export type Values =
  | { readonly kind: "files" }
  | { readonly kind: "choices"; readonly choices: readonly string[] }
  /** Anything: nothing to offer. */
  | { readonly kind: "text" };

export interface DescribedOption {
  /** With its dashes: `--depth`. */
  readonly flag: string;
  readonly summary: string;
  /** Undefined where it takes none. */
  readonly value: Values | undefined;
}

export interface DescribedCommand {
  /** Words that lead to it, joined by spaces: `jobs submit`; empty for the program itself. */
  readonly path: string;
  readonly subcommands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly DescribedOption[];
  /** Of what stands after it, each in its turn; the last once more where there may be several. */
  readonly argument: Values;
}

/** A program's commands, itself first. */
export function describeCommands(command: Command, path = ""): DescribedCommand[] {
  const below = command.commands.map((each) => ({ name: each.name(), summary: each.summary() }));
  const described: DescribedCommand = {
    path,
    subcommands: below,
    options: [...command.options.map(describeOption), help],
    argument: argumentOf(command),
  };
  const deeper = command.commands.flatMap((each) =>
    describeCommands(each, path === "" ? each.name() : `${path} ${each.name()}`),
  );
  return [described, ...deeper];
}

const help: DescribedOption = { flag: "--help", summary: "display help for command", value: undefined };

function describeOption({
  long,
  required,
  optional,
  flags,
  argChoices,
  description,
}: Option): DescribedOption {
  const placeholder = /[<[](.*?)[>\]]/.exec(flags)?.[1] ?? "";
  return {
    flag: long ?? "",
    summary: firstClause(description),
    value: required || optional ? valuesOf(placeholder, argChoices) : undefined,
  };
}

function argumentOf(command: Command): Values {
  const { registeredArguments } = command;
  const choices = registeredArguments.find(({ argChoices }) => argChoices !== undefined)?.argChoices;
  const names = registeredArguments.map((argument) => argument.name());
  return valuesOf(names.find((name) => filePlaceholder.test(name)) ?? "", choices);
}

/** How the command line calls what is a path. */
const filePlaceholder = /^(files?|path|directory|model|archive)$/;

function valuesOf(placeholder: string, choices: readonly string[] | undefined): Values {
  if (choices !== undefined) {
    return { kind: "choices", choices };
  }
  return { kind: filePlaceholder.test(placeholder) ? "files" : "text" };
}

/** A description as far as a line of suggestions has room for. */
function firstClause(description: string): string {
  return (description.split(/[;:(]|, such as/)[0] ?? "").trim();
}
