import { accuracyPoint, namedSeeds } from "../support/accuracies.js";
import type { ChartSeries, LineChart } from "../support/line-chart.js";
import { rowsAlong, type AblationsResult, type Row } from "./results.js";
import { axisNames, axisTitles, valueTitle, type Axis } from "./settings.js";

/** Where an axis is drawn. */
export const axisPlots: Readonly<Record<Axis, string>> = {
  stages: "docs/plots/ablations-stages.svg",
  temperature: "docs/plots/ablations-temperature.svg",
  distillationWeight: "docs/plots/ablations-weight.svg",
  width: "docs/plots/ablations-width.svg",
  schedule: "docs/plots/ablations-layouts.svg",
};

/** Where accuracy is drawn against what is stored. */
export const sizePlot = "docs/plots/ablations-size.svg";

const accuracy = { title: "test accuracy, %" } as const;

/** Plots of what was measured, by path: each choice by depth, and accuracy against what a learngene stores. */
export function ablationsCharts(result: AblationsResult): Record<string, LineChart> {
  const bySeeds = namedSeeds(result.seeds);
  const byDepth = axisNames.map((axis): [string, LineChart] => [
    axisPlots[axis],
    {
      title: `Untuned, by ${axisTitles[axis]} (${bySeeds})`,
      x: { title: "layers" },
      y: accuracy,
      series: rowsAlong(result, axis).map((row) => ({
        name: valueTitle(result.scale.usual, axis, row.setting),
        points: row.untuned.map(({ depth, accuracies }) => accuracyPoint(depth, accuracies)),
      })),
    },
  ]);
  const { tunedDepth } = result.scale;
  const size: LineChart = {
    title: `${tunedDepth} layers, by what the learngene stores (${bySeeds})`,
    x: { title: "parameters of the learngene", scale: "log" },
    y: accuracy,
    series: (["width", "stages"] as const).flatMap((axis) => sizeSeries(result, axis)),
  };
  return { ...Object.fromEntries(byDepth), [sizePlot]: size };
}

function sizeSeries(result: AblationsResult, axis: "width" | "stages"): ChartSeries[] {
  const rows = rowsAlong(result, axis);
  const values = rows.map(({ setting }) => setting[axis]).join(", ");
  const { tunedDepth } = result.scale;
  const along = (accuraciesOf: (row: Row) => readonly number[]) =>
    rows.map((row) => accuracyPoint(row.parameters, accuraciesOf(row)));
  return [
    { name: `${axisTitles[axis]} ${values}: tuned`, points: along(({ tuned }) => tuned.accuracies) },
    {
      name: `${axisTitles[axis]} ${values}: untuned`,
      points: along(({ untuned }) => untuned.find(({ depth }) => depth === tunedDepth)?.accuracies ?? []),
      dashed: true,
    },
  ];
}
