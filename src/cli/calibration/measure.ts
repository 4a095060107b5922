import { createRequire } from "node:module";
import { cpus } from "node:os";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { imagesShape, NETWORK_IO, type Architecture } from "../../model/index.js";
import type { Calibration } from "../../registry/index.js";
import { median } from "./median.js";

/** A network to be timed. */
export interface TimedModel {
  readonly depth: number;
  /** Of its ONNX file. */
  readonly path: string;
}

/** How networks are to be run while they are timed. */
export interface TimingOptions {
  readonly architecture: Architecture;
  readonly dtype: Calibration["dtype"];
  readonly batches: readonly number[];
  readonly threads: readonly number[];
  /** Runs of each network that count. */
  readonly rounds: number;
  readonly signal: AbortSignal;
  /** Told of each calibration once it is there. */
  readonly onCalibrated?: (calibration: Calibration) => void;
}

/** Runs of each network before those that count: the first ones allocate, and fill caches. */
const WARM_UP = 3;

/**
 * Times networks of one architecture on this machine, on ONNX Runtime's CPU provider as it comes: for each number of
 * threads and each batch, all depths in turn, round by round, so that what else the machine does falls on all of them;
 * of each the median. Rejects when `signal` aborts, between two runs.
 */
export async function timeNetworks(
  models: readonly TimedModel[],
  options: TimingOptions,
): Promise<Calibration[]> {
  const { architecture, dtype, batches, threads, onCalibrated } = options;
  const calibrations: Calibration[] = [];
  for (const count of threads) {
    const sessions = await openAll(models, count);
    try {
      for (const batch of batches) {
        const latencies = await timeRounds(sessions, batch, options);
        const calibration = { architecture, dtype, batch, threads: count, latencies, runtime: runtime() };
        onCalibrated?.(calibration);
        calibrations.push(calibration);
      }
    } finally {
      await Promise.all(sessions.map(({ session }) => session.release()));
    }
  }
  return calibrations;
}

interface OpenModel extends TimedModel {
  readonly session: InferenceSession;
}

async function openAll(models: readonly TimedModel[], threads: number): Promise<OpenModel[]> {
  const opened: OpenModel[] = [];
  for (const model of models) {
    const session = await InferenceSession.create(model.path, { intraOpNumThreads: threads });
    opened.push({ ...model, session });
  }
  return opened;
}

async function timeRounds(
  models: readonly OpenModel[],
  batch: number,
  { architecture, rounds, signal }: TimingOptions,
): Promise<Calibration["latencies"]> {
  const shape = imagesShape(architecture, batch);
  const length = shape.reduce((product, size) => product * size, 1);
  // Not zeros, on which arithmetic may be faster.
  const images = new Tensor(
    "float32",
    Float32Array.from({ length }, (_, i) => ((i * 7919) % 1000) / 500 - 1),
    shape,
  );
  const timed = models.map(({ depth, session }) => ({ depth, session, times: new Array<number>() }));
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const { session, times } of timed) {
      signal.throwIfAborted();
      const started = performance.now();
      await session.run({ [NETWORK_IO.images]: images });
      if (round >= 0) {
        times.push(performance.now() - started);
      }
    }
  }
  return timed.map(({ depth, times }) => ({ depth, ms: median(times) }));
}

/** What runs the networks here. */
function runtime(): string {
  const require = createRequire(import.meta.url);
  const { version } = require("onnxruntime-node/package.json") as { version: string };
  return `onnxruntime-node ${version} on ${cpus()[0]?.model.trim() ?? process.arch}`.slice(0, 200);
}
