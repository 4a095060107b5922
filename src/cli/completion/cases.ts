import type { DescribedCommand, Values } from "./describe.js";

/** A text in single quotes, for any shell that is like sh. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Patterns of a `case` for each command that may stand below another: the path so far, a space, and the word. */
export function stepPatterns(commands: readonly DescribedCommand[]): string {
  return commands
    .flatMap(({ path, subcommands }) => subcommands.map(({ name }) => quoted(`${path} ${name}`)))
    .join(" | ");
}

/** Branches of a `case` over the path, a colon and the flag before the word, for flags that take a value. */
export function valueBranches(
  commands: readonly DescribedCommand[],
  actionOf: (value: Values) => string,
): string {
  const byAction = new Map<string, string[]>();
  for (const { path, options } of commands) {
    for (const { flag, value } of options) {
      if (value !== undefined) {
        const action = actionOf(value);
        byAction.set(action, [...(byAction.get(action) ?? []), quoted(`${path}:${flag}`)]);
      }
    }
  }
  return [...byAction].map(([action, patterns]) => `    ${patterns.join(" | ")}) ${action} ;;`).join("\n");
}
