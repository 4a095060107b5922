import type { Schema } from "../../contract/index.js";
import { drawPlan } from "../model/picture.js";

const WIDTH = 720;
const HEIGHT = 96;
/** How many colours stages have; the ninth has the first's again. */
export const STAGE_COLOURS = 8;

/** A plan as a row of layers in the colours of their stages. */
export function PlanPicture({ plan }: { plan: Schema<"Plan"> }) {
  const { layers, stages, text } = drawPlan(plan, WIDTH);
  return (
    <svg class="picture" viewBox={`0 0 ${WIDTH} ${HEIGHT + 22}`} role="img" aria-label={text}>
      {layers.map(({ layer, stage, x, width, title }) => (
        <rect
          key={layer}
          class={stage === undefined ? "mixed" : `stage-${stage % STAGE_COLOURS}`}
          x={x}
          y={0}
          width={width}
          height={HEIGHT}
          rx={Math.min(6, width / 4)}
        >
          <title>{title}</title>
        </rect>
      ))}
      {stages.map(({ stage, layers: count, x, width }) =>
        x === undefined || width < 12 ? null : (
          <text key={stage} x={x + width / 2} y={HEIGHT + 17} text-anchor="middle" aria-hidden="true">
            {width < 60 ? count : `stage ${stage + 1}: ${count}`}
          </text>
        ),
      )}
    </svg>
  );
}
