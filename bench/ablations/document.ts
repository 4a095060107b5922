import { lineChart } from "../support/line-chart.js";
import { writeText } from "../support/provenance.js";
import { updatePart } from "../support/readme.js";
import { ablationsCharts, axisPlots, sizePlot } from "./plots.js";
import { ancestorsTable, axisTable, type AblationsResult } from "./results.js";
import { axisNames, axisTitles, type Axis } from "./settings.js";

/** Where the figures stand. */
export const PAGE = "docs/how-to/choose-a-learngene.md";

/** Parts of the page that have an axis's figures. */
const axisParts: Readonly<Record<Axis, string>> = {
  stages: "ablations-stages",
  temperature: "ablations-temperature",
  distillationWeight: "ablations-weight",
  width: "ablations-width",
  schedule: "ablations-layouts",
};

/** What fills each part of the page, by name; without a result one says so, and the others are empty. */
export function ablationsParts(result: AblationsResult | undefined): Record<string, string> {
  if (result === undefined) {
    const empty = Object.values(axisParts).map((part) => [part, ""] as const);
    return {
      ablations: "The full run has not been made yet, so no figures are here.",
      ...Object.fromEntries(empty),
    };
  }
  const depth = result.scale.tunedDepth;
  const axes = axisNames.map(
    (axis) =>
      [
        axisParts[axis],
        `${axisTable(result, axis)}\n\n${image(`Accuracy by depth and ${axisTitles[axis]}`, axisPlots[axis])}`,
      ] as const,
  );
  return {
    ablations: `${ancestorsTable(result)}\n\n${image(`Accuracy of ${depth} layers against what is stored`, sizePlot)}`,
    ...Object.fromEntries(axes),
  };
}

const image = (title: string, path: string) => `![${title}](${path.replace("docs/", "../")})`;

/** Writes what the experiment found into the page and the plots that it shows. */
export async function writeAblationsDocument(result: AblationsResult): Promise<void> {
  for (const [part, content] of Object.entries(ablationsParts(result))) {
    await updatePart(PAGE, part, content);
  }
  for (const [path, chart] of Object.entries(ablationsCharts(result))) {
    await writeText(path, await lineChart(chart));
  }
}
