import { createRequire } from "node:module";
import { availableParallelism, cpus, totalmem } from "node:os";
import { measureEngine, openOrt, openTfjs, type StepEngine } from "../trainer/index.js";

/** What came of trying an engine. */
interface Trial {
  readonly device: string;
  /** What computes, if it does. */
  readonly name?: string;
  /** Images a second. */
  readonly rate?: number;
  /** Why it does not compute. */
  readonly fault?: string;
}

/** Prints what this machine has, and tries each engine, one after the other. */
export async function examine({ threads, json }: { threads: number; json: boolean }): Promise<void> {
  const machine = {
    learngene: versionOf("../../package.json"),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    onnxruntime: versionOf("onnxruntime-node/package.json"),
  };
  if (!json) {
    const { processor, cores, memoryBytes } = machine;
    process.stdout.write(
      `learngene ${machine.learngene}, Node.js ${machine.node}, ${machine.platform}\n` +
        `${processor}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(1)} GiB\n` +
        `ONNX Runtime ${machine.onnxruntime}\n\nImages/s of a training step, one layer of width 192:\n`,
    );
  }
  const engines: Trial[] = [];
  for (const [device, open] of candidates(threads)) {
    const trial = await tried(device, open);
    engines.push(trial);
    if (!json) {
      process.stdout.write(`${lineOf(trial)}\n`);
    }
  }
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...machine, engines })}\n`);
  }
}

function candidates(threads: number): [device: string, open: () => Promise<StepEngine>][] {
  return [
    ["cpu", () => openOrt("cpu", threads)],
    ["webgpu", () => openOrt("webgpu", threads)],
    ["cuda", () => openOrt("cuda", threads)],
    ["tfjs", openTfjs],
  ];
}

async function tried(device: string, open: () => Promise<StepEngine>): Promise<Trial> {
  try {
    const engine = await open();
    return { device, name: engine.name, rate: Number((await measureEngine(engine)).toPrecision(4)) };
  } catch (error) {
    return { device, fault: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) };
  }
}

function lineOf({ device, name, rate, fault }: Trial): string {
  const shown = rate === undefined ? "-" : rate < 10 ? rate.toFixed(1) : rate.toFixed(0);
  return `  ${device.padEnd(7)}${shown.padStart(7)}  ${name ?? fault ?? ""}`;
}

function versionOf(path: string): string {
  const { version } = createRequire(import.meta.url)(path) as { version: string };
  return version;
}
