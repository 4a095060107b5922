import { lineChart } from "../support/line-chart.js";
import { writeText } from "../support/provenance.js";
import { updatePart } from "../support/readme.js";
import { equalCostCharts } from "./plots.js";
import { costLine, tunedTable, untunedTable, type EqualCostResult } from "./results.js";

/** Where the figures stand. */
export const PAGE = "docs/evidence.md";

/** What fills each part of the page, by name; without a result one says so, and the other is empty. */
export function equalCostParts(result: EqualCostResult | undefined): Record<string, string> {
  return result === undefined
    ? {
        "equal-cost": "The full run has not been made yet, so no figures are here.",
        "equal-cost-tuned": "",
      }
    : {
        "equal-cost": `${costLine(result)}\n\n${untunedTable(result)}`,
        "equal-cost-tuned": `${tunedTable(result)}\n\n![Accuracy by depth](plots/equal-cost.svg)`,
      };
}

/** Writes what the experiment found into the page and the plot that it shows. */
export async function writeEqualCostDocument(result: EqualCostResult): Promise<void> {
  for (const [part, content] of Object.entries(equalCostParts(result))) {
    await updatePart(PAGE, part, content);
  }
  for (const [path, chart] of Object.entries(equalCostCharts(result))) {
    await writeText(path, await lineChart(chart));
  }
}
