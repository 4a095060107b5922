import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_DEPTHS } from "../src/cli/commands/calibrate.js";
import { timeNetworks, type TimedModel } from "../src/cli/calibration/measure.js";
import { latencyModel } from "../src/expander/index.js";
import type { Architecture } from "../src/model/index.js";
import type { Calibration } from "../src/registry/index.js";
import { writeModel } from "./support/generated-model.js";
import { writeResult } from "./support/provenance.js";
import { updateReadme } from "./support/readme.js";

interface Case {
  name: string;
  embedDim: number;
  numHeads: number;
  imageSize: number;
  patchSize: number;
  batches: number[];
}

/** What is predicted of a depth that was not timed, and what it took. */
export interface LatencyFigures {
  name: string;
  batch: number;
  threads: number;
  depth: number;
  /** Milliseconds of a run. */
  predicted: number;
  measured: number;
}

const cases: readonly Case[] = [
  { name: "width 64, 28x28", embedDim: 64, numHeads: 4, imageSize: 28, patchSize: 4, batches: [1, 32] },
  { name: "DeiT-Ti", embedDim: 192, numHeads: 3, imageSize: 224, patchSize: 16, batches: [1, 8] },
  { name: "DeiT-S", embedDim: 384, numHeads: 6, imageSize: 224, patchSize: 16, batches: [1, 4] },
  { name: "DeiT-B", embedDim: 768, numHeads: 12, imageSize: 224, patchSize: 16, batches: [1] },
];

/** Depths that are predicted from {@link DEFAULT_DEPTHS}. */
const heldOut = [6, 10, 16];

/**
 * `npm run bench -- latency`: what budgets predict of depths that were not timed, from those that `learngene calibrate`
 * times, beside what they take on ONNX Runtime in the same run. Fails where they differ by more than 15 %. `--quick` takes the
 * two smallest networks in a few rounds, fails nowhere, and writes nothing.
 */
export async function latencyBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: "string" }, quick: { type: "boolean", default: false } },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 3 : 15));
  const threads = [...new Set([1, availableParallelism()])];
  const results: LatencyFigures[] = [];
  for (const one of values.quick ? cases.slice(0, 2) : cases) {
    const found = await measure(one, threads, rounds);
    for (const figures of found) {
      console.log(JSON.stringify(figures));
    }
    results.push(...found);
  }
  console.log(latencyTable(results));
  if (values.quick) {
    return;
  }
  await writeResult("latency", { command: "npm run bench -- latency", calibrated: DEFAULT_DEPTHS, results });
  await updateReadme("latency", latencyTable(results));
  const off = results.filter((figures) => error(figures) > 0.15);
  if (off.length > 0) {
    throw new Error(`${off.length} of ${results.length} predictions are off by more than 15 %`);
  }
}

async function measure(one: Case, threads: readonly number[], rounds: number): Promise<LatencyFigures[]> {
  const folder = await mkdtemp(join(tmpdir(), "learngene-bench-"));
  try {
    const models: TimedModel[] = [];
    let architecture: Architecture | undefined;
    for (const depth of [...DEFAULT_DEPTHS, ...heldOut]) {
      const path = join(folder, `${depth}.onnx`);
      architecture = { family: "vit", config: await writeModel({ ...one, depth, dtype: "float32" }, path) };
      models.push({ depth, path });
    }
    if (architecture === undefined) {
      throw new Error("no depth is timed");
    }
    const options = { architecture, dtype: "float32", batches: one.batches, threads, rounds } as const;
    const timed = await timeNetworks(models, { ...options, signal: new AbortController().signal });
    return timed.flatMap((calibration) => compare(one.name, calibration));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Predicts the depths that are held out from the others of one calibration. */
function compare(name: string, { latencies, ...calibration }: Calibration): LatencyFigures[] {
  const { architecture, batch, threads, dtype } = calibration;
  const known = latencies.filter(({ depth }) => DEFAULT_DEPTHS.includes(depth));
  const epoch = new Date(0);
  const device = {
    name: "here",
    calibrations: [{ ...calibration, latencies: known, calibratedAt: epoch }],
    calibrationCount: 1,
    createdAt: epoch,
    updatedAt: epoch,
    revision: 1,
  };
  const model = latencyModel(device, architecture, { batch, threads, dtype });
  return latencies
    .filter(({ depth }) => heldOut.includes(depth))
    .map(({ depth, ms }) => ({ name, batch, threads, depth, predicted: model.latency(depth), measured: ms }));
}

/** Results as a Markdown table: of each network and setting, predicted and measured at each depth. */
export function latencyTable(results: readonly LatencyFigures[]): string {
  const rows = new Map<string, LatencyFigures[]>();
  for (const one of results) {
    const row = `| ${one.name} | ${one.batch} | ${one.threads} |`;
    rows.set(row, [...(rows.get(row) ?? []), one]);
  }
  const depths = results.slice(0, heldOut.length).map(({ depth }) => `depth ${depth}, ms`);
  return [
    `| network | batch | threads | ${depths.join(" | ")} | off by at most |`,
    `| --- | ---: | ---: | ${depths.map(() => "---:").join(" | ")} | ---: |`,
    ...[...rows].map(([row, figures]) => {
      const cells = figures.map(
        ({ predicted, measured }) => `${predicted.toPrecision(3)} / ${measured.toPrecision(3)}`,
      );
      return `${row} ${cells.join(" | ")} | ${(100 * Math.max(...figures.map(error))).toFixed(0)} % |`;
    }),
  ].join("\n");
}

function error({ predicted, measured }: LatencyFigures): number {
  return Math.abs(predicted / measured - 1);
}
