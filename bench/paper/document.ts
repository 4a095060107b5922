import { lineChart } from "../support/line-chart.js";
import { writeText } from "../support/provenance.js";
import { updatePart } from "../support/readme.js";
import { paperCharts } from "./plots.js";
import type { PaperResult } from "./results.js";
import { accuracyTable, claimsTable, costTable, leadTable, oneDepthTable, seedsLine } from "./tables.js";

const PATH = "docs/evidence.md";

/** Parts of docs/evidence.md that tell what the experiment found, by name. */
export function paperParts(result: PaperResult): Record<string, string> {
  const { scale, cells, downstream } = result;
  const { tuning, scratch } = scale;
  const seeds = seedsLine(scale);
  return {
    "paper-nine": `${seeds}\n\n${oneDepthTable(result)}`,
    "paper-untuned": `${seeds}\n\n${accuracyTable(cells, () => 0)}`,
    "paper-tuned": `${seeds}\n\n${accuracyTable(cells, (start) => (start === "scratch" ? scratch : tuning))}`,
    "paper-lead": leadTable(cells, "grown", (start) => (start === "scratch" ? scratch : tuning)),
    "paper-costs": costTable(result),
    "paper-downstream": `${seeds}\n\n${accuracyTable(downstream, () => scale.downstream)}`,
    "paper-claims": claimsTable(result),
  };
}

/** Writes what the experiment found into docs/evidence.md and the plots beside it. */
export async function writePaperDocument(result: PaperResult): Promise<void> {
  for (const [name, part] of Object.entries(paperParts(result))) {
    await updatePart(PATH, name, part);
  }
  for (const [path, chart] of Object.entries(paperCharts(result))) {
    await writeText(path, await lineChart(chart));
  }
}
