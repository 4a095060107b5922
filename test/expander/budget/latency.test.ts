import { describe, expect, it } from "vitest";
import { latencyModel, type Running } from "../../../src/expander/index.js";
import { networkCost, type Architecture } from "../../../src/model/index.js";
import type { Calibration, Device } from "../../../src/registry/index.js";
import { tinyCalibration } from "../../support/calibrations.js";
import { expectInputError } from "../../support/errors.js";
import { tinyArchitecture } from "../../support/learngenes.js";

const device = (...calibrations: Calibration[]): Device => ({
  name: "laptop",
  revision: 1,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  calibrationCount: calibrations.length,
  calibrations: calibrations.map((calibration) => ({ ...calibration, calibratedAt: new Date(0) })),
});
const changed = (config: Partial<Architecture["config"]>): Architecture => ({
  family: "vit",
  config: { ...tinyArchitecture.config, ...config },
});
const running: Running = { batch: 1, dtype: "float32" };

describe("a latency", () => {
  it("follows the line through what was timed, within it and beyond", () => {
    const model = latencyModel(device(tinyCalibration()), tinyArchitecture, running);
    for (const depth of [1, 2, 4, 7, 12, 48]) {
      expect(model.latency(depth)).toBeCloseTo(0.5 + 2 * depth, 10);
    }
    expect(model.timed).toEqual([1, 12]);
  });

  it("is of the batch and the threads asked for, or of the most threads", () => {
    const four = tinyCalibration({ threads: 4, latencies: [1, 2].map((depth) => ({ depth, ms: depth })) });
    const eight = tinyCalibration({ batch: 8, latencies: [1, 2].map((depth) => ({ depth, ms: 9 * depth })) });
    const several = device(eight, tinyCalibration(), four);
    expect(latencyModel(several, tinyArchitecture, running)).toMatchObject({ batch: 1, threads: 4 });
    expect(latencyModel(several, tinyArchitecture, { ...running, threads: 1 }).latency(3)).toBeCloseTo(6.5);
    expect(latencyModel(several, tinyArchitecture, { ...running, batch: 8 }).latency(3)).toBeCloseTo(27);
  });

  it("counts another head by its FLOPs, and lets pass what takes no time", () => {
    const of = (architecture: Architecture) => latencyModel(device(tinyCalibration()), architecture, running);
    expect(of(changed({ normEps: 1e-5, fcNorm: false })).latency(3)).toBeCloseTo(6.5);
    const large = changed({ numClasses: 3000 });
    const layer = networkCost(large, 2).flops - networkCost(large, 1).flops;
    const more = networkCost(large, 1).flops - networkCost(tinyArchitecture, 1).flops;
    expect(of(large).latency(3)).toBeCloseTo(6.5 + (2 * more) / layer);
  });

  it.each([
    [
      "another width",
      changed({ embedDim: 8 }),
      running,
      "device",
      /not calibrated for vit of width 8.*it was for vit of width 4/,
    ],
    ["other images", changed({ imageSize: 8 }), running, "device", /1x8x8 images/],
    [
      "another dtype",
      tinyArchitecture,
      { ...running, dtype: "bfloat16" as const },
      "dtype",
      /for bfloat16: it was for float32/,
    ],
    ["another batch", tinyArchitecture, { ...running, batch: 3 }, "batch", /for batch 3: it was for 1/],
    ["other threads", tinyArchitecture, { ...running, threads: 2 }, "threads", /for 2 threads: it was for 1/],
  ])("is not guessed for %s", async (_what, architecture, running, field, message) => {
    const ask = () => latencyModel(device(tinyCalibration()), architecture, running);
    const error = await expectInputError(ask, "not-calibrated", message);
    expect(error.field).toBe(field);
    expect(error.fix).toMatch(/^Run learngene calibrate OWNER\/NAME --device laptop there/);
  });
});
