import type { Schema } from "../../contract/index.js";

type Depths = Schema<"PlannedDepths">["depths"];

/** A figure that is plotted over depths. */
export interface DepthFigure {
  readonly key: string;
  readonly label: string;
  /** One a depth; null where it is not known. */
  readonly values: readonly (number | null)[];
}

/** What the depths cost and are worth, a figure each; without those that no depth has. */
export function depthFigures(depths: Depths, format: "safetensors" | "onnx"): DepthFigure[] {
  const figures: DepthFigure[] = [
    { key: "params", label: "Parameters", values: depths.map(({ cost }) => cost.params) },
    { key: "flops", label: "FLOPs", values: depths.map(({ cost }) => cost.flops) },
    { key: "bytes", label: "File, bytes", values: depths.map(({ cost }) => cost.bytes[format]) },
    { key: "memory", label: "Memory, bytes", values: depths.map(({ cost }) => cost.memory) },
    { key: "latency", label: "Latency, ms", values: depths.map(({ cost }) => cost.latencyMs ?? null) },
    { key: "accuracy", label: "Accuracy, %", values: depths.map(measuredPercent) },
  ];
  return figures.filter(({ values }) => values.some((value) => value !== null));
}

/** Of this very layout; what was measured beside it is not its own. */
function measuredPercent({ accuracy }: Depths[number]): number | null {
  const measured = accuracy?.kind === "measured" ? accuracy.results[0] : undefined;
  return measured === undefined ? null : measured.accuracy * 100;
}
