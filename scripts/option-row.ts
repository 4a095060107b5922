import type { Option } from "commander";

/** A command's option as a row of a document's table: flags, environment, what it says, default. */
export function optionRow({
  flags,
  envVar,
  defaultValue,
  defaultValueDescription,
  description,
  argChoices,
}: Option): [string, string, string, string] {
  const switched = /;? also (LEARNGENE_\w+)=true/.exec(description);
  const standard = /;? ?\(default: (.*)\)$/.exec(description);
  const meaning = [switched, standard].reduce(
    (text, found) => text.replace(found?.[0] ?? "", ""),
    description,
  );
  const variable = envVar ?? switched?.[1];
  const choices = argChoices === undefined ? "" : ` (${argChoices.join(", ")})`;
  const preset =
    standard?.[1] ??
    defaultValueDescription ??
    (typeof defaultValue === "string" || typeof defaultValue === "number" ? String(defaultValue) : "");
  return [code(flags), variable === undefined ? "" : code(variable), `${meaning}${choices}`, preset];
}

export const code = (text: string) => `\`${text}\``;

/** Rows as a table of Markdown. */
export function markdownTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heading, heading.map(() => "-"), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`)
    .join("\n");
}
