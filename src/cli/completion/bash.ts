import { quoted, stepPatterns, valueBranches } from "./cases.js";
import type { DescribedCommand, Values } from "./describe.js";

/** For bash 4 or newer, with or without the package bash-completion. */
export function bashScript(commands: readonly DescribedCommand[]): string {
  const branches = commands.map(({ path, subcommands, options, argument }) => {
    const flags = options.map(({ flag }) => flag).join(" ");
    const names = subcommands.map(({ name }) => name).join(" ");
    const rest = names === "" ? actionOf(argument) : offer(names);
    return `    ${quoted(path)}) if [[ $word == -* ]]; then ${offer(flags)}; else ${rest}; fi ;;`;
  });
  return `# Completions of learngene for bash: eval "$(learngene completion bash)"
_learngene() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} at= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
    ${stepPatterns(commands)}) at="\${at:+$at }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at:$before" in
${valueBranches(commands, (value) => `${actionOf(value)}; return`)}
  esac
  case "$at" in
${branches.join("\n")}
  esac
}
complete -F _learngene learngene
`;
}

function actionOf(value: Values): string {
  switch (value.kind) {
    case "files":
      return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word")';
    case "choices":
      return offer(value.choices.join(" "));
    case "text":
      return ":";
  }
}

function offer(words: string): string {
  return `mapfile -t COMPREPLY < <(compgen -W ${quoted(words)} -- "$word")`;
}
