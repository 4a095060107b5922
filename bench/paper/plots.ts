import { accuracyPoint } from "../support/accuracies.js";
import type { ChartPoint, ChartSeries, LineChart } from "../support/line-chart.js";
import { depthsCost } from "./cost.js";
import type { PaperResult } from "./results.js";
import { CURVE_DEPTH } from "./scale.js";
import { isTrained, starts, startTitles, type Start } from "./starts.js";
import { meanOver } from "./tables.js";

const accuracy = { title: "test accuracy, %" } as const;

/** Plots of what the experiment found, by path. */
export function paperCharts(result: PaperResult): Record<string, LineChart> {
  const { tuning } = result.scale;
  return {
    "docs/plots/paper-untuned.svg": depthChart(result, "Before tuning", 0),
    "docs/plots/paper-tuned.svg": depthChart(result, `After ${tuning} epoch of tuning`, tuning),
    "docs/plots/paper-cost.svg": costChart(result),
    "docs/plots/paper-curves.svg": curvesChart(result),
  };
}

/** Those that know something, in order: others lie so far below that lines above could not be told apart. */
const plotted = starts.filter((start) => isTrained(start) && start !== "shuffled");

/** Accuracy by depth; networks trained for their size as a guide. */
function depthChart({ scale, cells }: PaperResult, title: string, epochs: number): LineChart {
  return {
    title: `${title}, Fashion-MNIST`,
    x: { title: "layers of the network" },
    y: accuracy,
    series: plotted.flatMap((start) => {
      const isGuide = start === "scratch";
      const own = cells.filter((cell) => cell.start === start && (isGuide || cell.epochs === epochs));
      const name = isGuide ? `${startTitles[start]}, ${scale.scratch} epochs` : startTitles[start];
      return own.length === 0
        ? []
        : [
            {
              name,
              dashed: isGuide,
              points: own.map(({ depth, accuracies }) => accuracyPoint(depth, accuracies)),
            },
          ];
    }),
  };
}

/** Mean accuracy of networks of all depths by what they cost together, more the longer they are tuned. */
function costChart(result: PaperResult): LineChart {
  const { scale } = result;
  const { depths, tuning, scratch } = scale;
  const pointsOf = (start: Start, tunings: readonly number[]): ChartPoint[] =>
    tunings.flatMap((epochs) => {
      const share = meanOver(result, start, epochs);
      const { withAncestor } = depthsCost(scale, start, epochs);
      return Number.isNaN(share) ? [] : [{ x: withAncestor / 1e12, y: 100 * share }];
    });
  const series = plotted.flatMap((start): ChartSeries[] => {
    const learned = start === "grown" || start === "drawn" || start === "fixed";
    const points = pointsOf(start, start === "scratch" ? [scratch] : [...(learned ? [0] : []), tuning]);
    return points.length === 0 ? [] : [{ name: startTitles[start], points }];
  });
  return {
    title: `Networks of ${Math.min(...depths)} to ${Math.max(...depths)} layers together, the Ans-Net counted`,
    x: { title: "training, TFLOP", scale: "log" },
    y: { title: "mean test accuracy, %" },
    series,
  };
}

/** Accuracy while a network of one depth trains. */
function curvesChart({ curves }: PaperResult): LineChart {
  return {
    title: `${CURVE_DEPTH} layers while they train, one seed`,
    x: { title: "epochs" },
    y: { title: "accuracy on images set aside, %" },
    series: curves.map(({ start, points }) => ({
      name: startTitles[start],
      points: points.map(([x, share]) => ({ x, y: 100 * share })),
    })),
  };
}
