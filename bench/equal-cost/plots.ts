import { accuracyPoint } from "../support/accuracies.js";
import type { LineChart } from "../support/line-chart.js";
import { NET_DEPTH, SAMPLE } from "./scale.js";
import type { EqualCostResult } from "./results.js";
import type { Start } from "./units.js";

/** The plot of what was measured, by path. */
export function equalCostCharts({ untuned, tuned, nets }: EqualCostResult): Record<string, LineChart> {
  const after = (start: Start) =>
    tuned.filter((one) => one.start === start).map(({ depth, after }) => accuracyPoint(depth, after));
  const depths = untuned.map(({ depth }) => depth);
  return {
    "docs/plots/equal-cost.svg": {
      title: `${SAMPLE} against a network from labels at equal cost`,
      x: { title: "layers" },
      y: { title: "test accuracy, %" },
      series: [
        {
          name: "learngene, untuned",
          points: untuned.map(({ depth, accuracy }) => accuracyPoint(depth, [accuracy])),
        },
        { name: "learngene, tuned one epoch", points: after("learngene") },
        { name: `first N layers of the ${NET_DEPTH}, tuned one epoch`, points: after("first") },
        ...Object.values(nets).map(({ epochs, accuracies }) => ({
          name: `${NET_DEPTH} layers from labels, ${epochs} epochs`,
          points: [Math.min(...depths), Math.max(...depths)].map((depth) => accuracyPoint(depth, accuracies)),
          dashed: true,
          plain: true,
        })),
      ],
    },
  };
}
