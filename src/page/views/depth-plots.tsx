import { useMemo } from "preact/hooks";
import type { Schema } from "../../contract/index.js";
import { depthFigures } from "../model/series.js";
import { Plot } from "../parts/plot.js";

interface Props {
  readonly depths: Schema<"PlannedDepths">["depths"] | undefined;
  /** The one that is chosen. */
  readonly depth: number;
  readonly format: "safetensors" | "onnx";
}

/** What each depth costs and is worth, a plot a figure. */
export function DepthPlots({ depths, depth, format }: Props) {
  const { x, plots } = useMemo(
    () => ({
      x: depths?.map((each) => each.depth) ?? [],
      plots: depthFigures(depths ?? [], format).map(({ key, label, values }, i) => ({
        key,
        label,
        lines: [{ label, values, colour: i, isSparse: key === "accuracy" }],
      })),
    }),
    [depths, format],
  );
  const fitting = depths?.filter(({ fits }) => fits).length ?? 0;
  return (
    <>
      <p class="soft" role="status">
        {depths === undefined || fitting === depths.length
          ? "\u00a0"
          : `${fitting} of ${depths.length} depths keep all budgets.`}
      </p>
      <div class="plots">
        {plots.map(({ key, label, lines }) => (
          <Plot key={key} title={`${label} by depth`} xLabel="Depth" x={x} lines={lines} mark={depth} />
        ))}
      </div>
    </>
  );
}
