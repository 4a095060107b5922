import { quoted, stepPatterns, valueBranches } from "./cases.js";
import type { DescribedCommand, Values } from "./describe.js";

/** For zsh with its completion system (compinit); to be sourced, or saved as `_learngene` in a directory of `fpath`. */
export function zshScript(commands: readonly DescribedCommand[]): string {
  const branches = commands.map(({ path, subcommands, options, argument }) => {
    const flags = options.map(({ flag, summary }) => quoted(`${flag}:${summary}`)).join(" ");
    const names = subcommands.map(({ name, summary }) => quoted(`${name}:${summary}`)).join(" ");
    const rest =
      names === "" ? actionOf(argument) : `offered=(${names}); _describe -t commands command offered`;
    return (
      `    ${quoted(path)}) if [[ $PREFIX == -* ]]; then offered=(${flags}); ` +
      `_describe -o option offered; else ${rest}; fi ;;`
    );
  });
  return `#compdef learngene
# Completions of learngene for zsh: source <(learngene completion zsh)
_learngene() {
  local at= i
  local -a offered
  for ((i = 2; i < CURRENT; i++)); do
    case "$at $words[i]" in
    ${stepPatterns(commands)}) at="\${at:+$at }$words[i]" ;;
    esac
  done
  case "$at:$words[CURRENT-1]" in
${valueBranches(commands, (value) => `${actionOf(value)}; return`)}
  esac
  case "$at" in
${branches.join("\n")}
  esac
}
if [[ $funcstack[1] == _learngene ]]; then
  _learngene "$@"
else
  compdef _learngene learngene
fi
`;
}

function actionOf(value: Values): string {
  switch (value.kind) {
    case "files":
      return "_files";
    case "choices":
      return `compadd -- ${value.choices.map(quoted).join(" ")}`;
    case "text":
      return ":";
  }
}
