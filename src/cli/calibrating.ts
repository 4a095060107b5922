import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { latencyLine } from "../expander/index.js";
import type { Calibration, RegistryConfig, VersionName } from "../registry/index.js";
import { embeddedPlace } from "./calibration/embedded-place.js";
import { timeNetworks, type TimedModel } from "./calibration/measure.js";
import type { CalibrationPlace, FoundVersion } from "./calibration/place.js";
import { remotePlace } from "./calibration/remote-place.js";
import type { Server } from "./remote/index.js";

export interface CalibratingOptions {
  readonly version: VersionName;
  readonly device: string;
  readonly depths: readonly number[];
  readonly batches: readonly number[];
  readonly threads: readonly number[];
  readonly dtype: Calibration["dtype"];
  readonly rounds: number;
}

/**
 * Times Des-Nets of a learngene on this machine, and keeps what was timed as the device's profile, in the registry that
 * has the learngene: a server's, or one that this process opens. Nothing is kept if it is aborted or fails.
 */
export async function calibrate(
  where: Server | RegistryConfig,
  options: CalibratingOptions,
  signal: AbortSignal,
): Promise<void> {
  const place = "url" in where ? remotePlace(where) : await embeddedPlace(where);
  const folder = await mkdtemp(join(tmpdir(), "learngene-calibrate-"));
  try {
    const version = await place.find(options.version);
    const models = await writeModels(place, version, options, folder);
    const calibrations = await timeNetworks(models, {
      ...options,
      architecture: version.architecture,
      signal,
      onCalibrated: (calibration) => process.stdout.write(`${describe(calibration)}\n`),
    });
    await place.keep(options.device, calibrations);
    process.stdout.write(`Kept as the profile of ${options.device}.\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await place.close();
  }
}

async function writeModels(
  place: CalibrationPlace,
  version: FoundVersion,
  { depths, dtype }: CalibratingOptions,
  folder: string,
): Promise<TimedModel[]> {
  const models: TimedModel[] = [];
  for (const depth of depths) {
    const path = join(folder, `${depth}.onnx`);
    await place.writeModel(version, depth, dtype, path);
    models.push({ depth, path });
  }
  return models;
}

/** `batch 1, 2 threads: 0.42 ms and 0.135 ms a layer (2: 0.69, 4: 0.97)`. */
function describe(calibration: Calibration): string {
  const { batch, threads, latencies } = calibration;
  const { intercept, slope } = latencyLine(calibration);
  const digits = (ms: number) => ms.toPrecision(3);
  const timed = latencies.map(({ depth, ms }) => `${depth}: ${digits(ms)}`).join(", ");
  const count = threads === 1 ? "1 thread" : `${threads} threads`;
  return `batch ${batch}, ${count}: ${digits(intercept)} ms and ${digits(slope)} ms a layer (${timed})`;
}
