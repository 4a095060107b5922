import { lineChart, type ChartSeries, type LineChart } from "../support/line-chart.js";
import { writeText } from "../support/provenance.js";
import type { GrowthParts } from "./index.js";
import { exponentOf, type Series } from "./slope.js";

const milliseconds = { title: "milliseconds", scale: "log" } as const;

/** Plots of what was measured, by path: each with size and time in logarithms, so that a power of the size is a line. */
export function growthCharts(measured: GrowthParts): Record<string, LineChart> {
  const of = (part: string) => measured[part]?.series ?? [];
  const computing = [...of("plans"), ...of("steps").filter(({ unit }) => unit !== "GFLOP")];
  return {
    "docs/plots/growth-catalog.svg": {
      title: "Queries of a catalog with ten versions of each learngene",
      x: { title: "learngenes", scale: "log" },
      y: milliseconds,
      series: of("catalog").map(line),
    },
    "docs/plots/growth-files.svg": {
      title: "Publishing and sending",
      x: { title: "bytes of the file", scale: "log" },
      y: milliseconds,
      series: of("files").map(line),
    },
    "docs/plots/growth-computing.svg": {
      title: "Planning and training",
      x: { title: "layers, images or width, over the smallest", scale: "log" },
      y: milliseconds,
      series: computing.map((series) => line(overSmallest(series))),
    },
  };
}

const line = ({ operation, points }: Series): ChartSeries => ({
  name: `${operation} (${exponentOf(points)})`,
  points: points.map(({ size, ms }) => ({ x: size, y: ms })),
});

function overSmallest(series: Series): Series {
  const smallest = series.points[0]?.size ?? 1;
  return { ...series, points: series.points.map(({ size, ms }) => ({ size: size / smallest, ms })) };
}

export async function writeGrowthPlots(measured: GrowthParts): Promise<void> {
  for (const [path, chart] of Object.entries(growthCharts(measured))) {
    await writeText(path, await lineChart(chart));
  }
}
