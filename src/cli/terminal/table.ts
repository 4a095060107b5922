import { styled } from "./colours.js";

/** Lines of a table whose first row is the heading: columns as wide as what is in them, two spaces apart. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  "))
    .map((line, i) => `${i === 0 ? styled("bold", line.trimEnd()) : line.trimEnd()}\n`)
    .join("");
}
