import type { Calibration } from "../../src/registry/index.js";
import { tinyArchitecture } from "./learngenes.js";

/** As if the tiny networks took half a millisecond, and two more a layer, with changes. */
export function tinyCalibration(changes: Partial<Calibration> = {}): Calibration {
  return {
    architecture: tinyArchitecture,
    dtype: "float32",
    batch: 1,
    threads: 1,
    latencies: [1, 4, 12].map((depth) => ({ depth, ms: 0.5 + 2 * depth })),
    runtime: "onnxruntime-node on a test",
    ...changes,
  };
}
