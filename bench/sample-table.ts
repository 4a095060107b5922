import type { DepthResult } from "../src/formats/index.js";

/** A learngene's recorded test accuracy, untuned, by depth, as a Markdown table. */
export function sampleTable(results: readonly DepthResult[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    row(["layers", ...results.map(({ layers }) => layers.join(","))]),
    row(["---", ...results.map(() => "---:")]),
    row(["depth", ...results.map(({ depth }) => String(depth))]),
    row(["accuracy, %", ...results.map(({ accuracy }) => (100 * accuracy).toFixed(2))]),
  ].join("\n");
}
