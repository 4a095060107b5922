import { InputError, networkCost, type Architecture } from "../../model/index.js";
import type { Calibration, Device, KeptCalibration } from "../../registry/index.js";
import type { ExpansionDtype } from "../form.js";
import { fitLine, type Line } from "./line.js";

/** How networks are to be run. */
export interface Running {
  /** Images of one run. */
  readonly batch: number;
  /** Default: the most that the device was calibrated with. */
  readonly threads?: number | undefined;
  readonly dtype: ExpansionDtype;
}

/** How long networks of one architecture take on a device. */
export interface LatencyModel {
  readonly batch: number;
  readonly threads: number;
  /** Milliseconds of a run at a depth. Does not fall with depth. */
  latency(depth: number): number;
  /** The least and the greatest depth that was timed: beyond them, latency is extrapolated. */
  readonly timed: readonly [least: number, greatest: number];
}

/** The line through what was timed: milliseconds over layers. */
export function latencyLine({ latencies }: Pick<Calibration, "latencies">): Line {
  return fitLine(latencies.map(({ depth, ms }) => ({ x: depth, y: ms })));
}

/**
 * How long networks of this architecture take on the device, by the line through what was timed of networks with the
 * same stem and layers. A head of another number of classes counts by its FLOPs. Throws `not-calibrated` where nothing
 * was timed of this architecture, dtype, batch or number of threads.
 */
export function latencyModel(device: Device, architecture: Architecture, running: Running): LatencyModel {
  const calibration = calibrationFor(device, architecture, running);
  const line = latencyLine(calibration);
  const flops = (of: Architecture, depth: number) => networkCost(of, depth).flops;
  const perLayer = flops(architecture, 2) - flops(architecture, 1);
  const head = (flops(architecture, 1) - flops(calibration.architecture, 1)) * (line.slope / perLayer);
  const depths = calibration.latencies.map(({ depth }) => depth);
  return {
    batch: calibration.batch,
    threads: calibration.threads,
    latency: (depth) => Math.max(line.intercept + head, 0) + line.slope * depth,
    timed: [Math.min(...depths), Math.max(...depths)],
  };
}

function calibrationFor(device: Device, architecture: Architecture, running: Running): KeptCalibration {
  const { batch, threads, dtype } = running;
  const steps: [
    field: string,
    wanted: string,
    fits: (calibration: Calibration) => boolean,
    has: (calibration: Calibration) => string,
  ][] = [
    [
      "device",
      shapeOf(architecture),
      (one) => shapeOf(one.architecture) === shapeOf(architecture),
      (one) => shapeOf(one.architecture),
    ],
    ["dtype", dtype, (one) => one.dtype === dtype, (one) => one.dtype],
    ["batch", `batch ${batch}`, (one) => one.batch === batch, (one) => String(one.batch)],
    [
      "threads",
      `${threads ?? "any"} threads`,
      (one) => threads === undefined || one.threads === threads,
      (one) => String(one.threads),
    ],
  ];
  let left = device.calibrations;
  for (const [field, wanted, fits, has] of steps) {
    const fitting = left.filter(fits);
    if (fitting.length === 0) {
      throw notCalibrated(device, field, wanted, [...new Set(left.map(has))]);
    }
    left = fitting;
  }
  // The newest come first, and stay so among equals.
  const [most] = [...left].sort((a, b) => b.threads - a.threads);
  if (most === undefined) {
    throw new Error("no calibration is left of those that fit");
  }
  return most;
}

/** What of an architecture decides how long its layers take. */
function shapeOf({ family, config }: Architecture): string {
  const { imageSize, patchSize, inChans, embedDim, numHeads, mlpRatio, globalPool } = config;
  return (
    `${family} of width ${embedDim}, ${numHeads} heads, MLP ratio ${mlpRatio}, ` +
    `${inChans}x${imageSize}x${imageSize} images in patches of ${patchSize}, pooling ${globalPool}`
  );
}

function notCalibrated(device: Device, field: string, wanted: string, has: readonly string[]): InputError {
  const known = has.length > 4 ? `${has.slice(0, 4).join("; ")} and others` : has.join("; ");
  return new InputError(
    "not-calibrated",
    `${device.name} was not calibrated for ${wanted}: it was for ${known}`,
    {
      field,
      value: field === "device" ? device.name : wanted,
      fix: `Run learngene calibrate OWNER/NAME --device ${device.name} there${field === "device" ? "" : ` with --${field === "batch" ? "batches" : field}`}.`,
    },
  );
}
