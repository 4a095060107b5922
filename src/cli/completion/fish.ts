import type { DescribedCommand, DescribedOption, Values } from "./describe.js";

/** For fish 3 or newer. */
export function fishScript(commands: readonly DescribedCommand[]): string {
  const steps = commands.flatMap(({ path, subcommands }) =>
    subcommands.map(({ name }) => quoted(`${path} ${name}`)),
  );
  return `# Completions of learngene for fish: learngene completion fish | source
function __learngene_at
    set -l at
    for word in (commandline -opc)[2..]
        switch "$at $word"
            case ${steps.join(" ")}
                set at (string trim -- "$at $word")
        end
    end
    test "$at" = "$argv"
end
complete -c learngene -f
${commands.flatMap(linesOf).join("\n")}
`;
}

function linesOf({ path, subcommands, options, argument }: DescribedCommand): string[] {
  const start = `complete -c learngene -n ${quoted(`__learngene_at ${path}`)}`;
  return [
    ...subcommands.map(({ name, summary }) => `${start} -a ${name} -d ${quoted(summary)}`),
    ...options.map((option) => `${start} ${flagOf(option)} -d ${quoted(option.summary)}`),
    ...(subcommands.length > 0 || argument.kind === "text" ? [] : [`${start}${valueOf(argument)}`]),
  ];
}

function flagOf({ flag, value }: DescribedOption): string {
  const name = `-l ${flag.replace(/^--/, "")}`;
  return value === undefined ? name : `${name} ${value.kind === "files" ? "-r" : "-x"}${valueOf(value)}`;
}

function valueOf(value: Values): string {
  switch (value.kind) {
    case "files":
      return " -F";
    case "choices":
      return ` -a ${quoted(value.choices.join(" "))}`;
    case "text":
      return "";
  }
}

/** In fish, a backslash counts within single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
