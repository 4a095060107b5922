import { lineChart, type LineChart } from "../support/line-chart.js";
import { writeText } from "../support/provenance.js";
import type { LoadResult, Step } from "./report.js";

/** Plots of what was measured, by path. */
export function loadCharts({ soak, raise }: LoadResult): Record<string, LineChart> {
  return {
    ...(raise !== undefined && {
      "docs/plots/load-throughput.svg": throughput(raise.steps),
      "docs/plots/load-latency.svg": latency(raise.steps),
    }),
    ...(soak !== undefined && {
      "docs/plots/load-memory.svg": {
        title: `Memory under the load of ${soak.clients} clients`,
        x: { title: "minutes" },
        y: { title: "resident, MiB" },
        series: soak.memory.map(({ name, samples }) => ({
          name,
          points: samples.map(([x, y]) => ({ x, y })),
          plain: true,
        })),
      },
    }),
  };
}

const offered = { title: "requests offered a second" };

const throughput = (steps: readonly Step[]): LineChart => ({
  title: "Requests answered against requests offered",
  x: offered,
  y: { title: "requests answered a second" },
  series: [
    { name: "answered", points: steps.map((step) => ({ x: step.offered, y: step.perSecond })) },
    {
      name: "all",
      points: steps.map((step) => ({ x: step.offered, y: step.offered })),
      dashed: true,
      plain: true,
    },
  ],
});

const latency = (steps: readonly Step[]): LineChart => ({
  title: "Time to the last byte against requests offered",
  x: offered,
  y: { title: "milliseconds", scale: "log" },
  series: [
    { name: "99 of 100 within", points: steps.map(({ offered: x, p99: y }) => ({ x, y })) },
    { name: "half within", points: steps.map(({ offered: x, p50: y }) => ({ x, y })) },
  ],
});

export async function writeLoadPlots(result: LoadResult): Promise<void> {
  for (const [path, chart] of Object.entries(loadCharts(result))) {
    await writeText(path, await lineChart(chart));
  }
}
