import { lineChart } from "../support/line-chart.js";
import { writeText } from "../support/provenance.js";
import { updatePart, updateReadme } from "../support/readme.js";
import { paperCharts } from "./plots.js";
import type { Cell, PaperResult } from "./results.js";
import { accuracyTable, caption, claimsTable, costTable, leadTable, oneDepthTable } from "./tables.js";

const PATH = "docs/evidence.md";

/** Parts of docs/evidence.md that tell what the experiment found, by name. */
export function paperParts(result: PaperResult): Record<string, string> {
  const { scale, cells, downstream } = result;
  // What is trained for its size is measured once, after the full schedule.
  const tuned = cells.filter(({ start, epochs }) => start === "scratch" || epochs === scale.tuning);
  const captioned = (cells: readonly Cell[]) => `${caption(cells)}\n\n${accuracyTable(cells)}`;
  return {
    "paper-nine": oneDepthTable(result),
    "paper-untuned": captioned(cells.filter(({ epochs }) => epochs === 0)),
    "paper-tuned": captioned(tuned),
    "paper-lead": leadTable(tuned, "grown"),
    "paper-costs": costTable(result),
    "paper-downstream": captioned(downstream),
    "paper-claims": claimsTable(result),
  };
}

/** Writes what the experiment found into the README, docs/evidence.md and the plots beside it. */
export async function writePaperDocument(result: PaperResult): Promise<void> {
  for (const [name, part] of Object.entries(paperParts(result))) {
    await updatePart(PATH, name, part);
  }
  await updateReadme("paper", oneDepthTable(result));
  for (const [path, chart] of Object.entries(paperCharts(result))) {
    await writeText(path, await lineChart(chart));
  }
}
