import { availableParallelism } from "node:os";
import { networkCost } from "../../src/model/index.js";
import { median } from "../support/statistics.js";
import { architectureOf, type Network } from "../train-step/networks.js";
import { openOwnSteps } from "../train-step/own-steps.js";
import type { Point, Series } from "./slope.js";

type Size = "width" | "depth" | "batchSize";

const base = { width: 192, depth: 6, patchSize: 4, batchSize: 16 };

/** Steps that are timed, after those in which the runtime finds its places in memory. */
const STEPS = 7;
const WARM = 2;

const varied: Readonly<Record<Size, { unit: string; of: readonly number[] }>> = {
  depth: { unit: "layers", of: [3, 6, 12, 24] },
  batchSize: { unit: "images", of: [4, 16, 64, 256] },
  width: { unit: "of width", of: [96, 192, 384, 768] },
};

/** Times training steps by depth, by batch and by width, the others of {@link base}; the last by its operations, too. */
export async function stepGrowth(quick: boolean): Promise<Series[]> {
  const series: Series[] = [];
  for (const size of ["depth", "batchSize", "width"] as const) {
    const { unit, of } = varied[size];
    const sizes = quick ? of.slice(0, 3) : of;
    const points: Point[] = [];
    for (const value of sizes) {
      points.push({ size: value, ms: await millisecondsOfStep({ ...base, [size]: value }) });
    }
    series.push({ operation: `training step, by ${names[size]}`, unit, points });
    if (size === "width") {
      const byOperations = points.map(({ size: width, ms }) => ({
        size: flopsOf({ ...base, width }) / 1e9,
        ms,
      }));
      series.push({ operation: "the same, by operations", unit: "GFLOP", points: byOperations });
    }
  }
  return series;
}

const names: Readonly<Record<Size, string>> = { depth: "depth", batchSize: "batch", width: "width" };

async function millisecondsOfStep(sizes: typeof base): Promise<number> {
  const steps = await openOwnSteps(networkOf(sizes), availableParallelism());
  try {
    const { ms } = await steps.run(WARM + STEPS);
    return median(ms.slice(WARM));
  } finally {
    await steps.close();
  }
}

/** Of one step: a forward pass, and two of them back. */
function flopsOf(sizes: typeof base): number {
  return 3 * sizes.batchSize * networkCost(architectureOf(networkOf(sizes)), sizes.depth).flops;
}

const networkOf = (sizes: typeof base): Network => ({
  ...sizes,
  name: "",
  heads: sizes.width / 32,
  stepsPerRound: STEPS,
});
