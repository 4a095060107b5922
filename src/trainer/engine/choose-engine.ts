import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { InputError } from "../../model/index.js";
import { measureEngine } from "./measure-engine.js";
import { ortEngine } from "./ort-engine.js";
import type { Profiler } from "./profiler.js";
import type { StepEngine } from "./step-engine.js";

/** Kinds of engine: ONNX Runtime, or TensorFlow.js where it is installed. */
export const engineKinds = ["ort", "tfjs"] as const;
export type EngineKind = (typeof engineKinds)[number];

/** What ONNX Runtime may compute on; `auto` takes the fastest here. */
export const deviceKinds = ["cpu", "webgpu", "cuda", "auto"] as const;
export type DeviceKind = (typeof deviceKinds)[number];

/** What is to compute training steps. */
export interface EngineWanted {
  /** Default: `ort`. */
  readonly engine?: EngineKind | undefined;
  /** Default: the CPU; TensorFlow.js computes on what its package brings. */
  readonly device?: DeviceKind | undefined;
  /** On the CPU. */
  readonly threads: number;
  /** Measures its sessions. */
  readonly profiler?: Profiler | undefined;
}

/** An engine, and why it is this one where that was for the program to choose. */
export interface ChosenEngine {
  readonly engine: StepEngine;
  readonly why?: string;
}

/** Opens what computes training steps. Throws `invalid-request`, `file-not-found` where it is not to be had here. */
export async function openEngine(wanted: EngineWanted): Promise<ChosenEngine> {
  const { engine = "ort", device, threads, profiler } = wanted;
  if (profiler !== undefined && (engine === "tfjs" || device === "webgpu" || device === "auto")) {
    const value = engine === "tfjs" ? "--engine tfjs" : `--device ${device ?? ""}`;
    throw new InputError("invalid-request", `--profile does not go with ${value}`, {
      field: "--profile",
      value,
      fix: "Profile on --device cpu or --device cuda: ONNX Runtime tells there what each operator takes.",
    });
  }
  if (engine === "tfjs") {
    if (device !== undefined && device !== "auto") {
      throw new InputError("invalid-request", `--engine tfjs does not take --device ${device}`, {
        field: "--device",
        value: device,
        fix: "Leave it out: TensorFlow.js computes on what the installed package brings.",
      });
    }
    return { engine: await openTfjs() };
  }
  return device === "auto" ? fastest(threads) : { engine: await openOrt(device ?? "cpu", threads, profiler) };
}

/** ONNX Runtime on a device. */
export async function openOrt(
  device: Exclude<DeviceKind, "auto">,
  threads: number,
  profiler?: Profiler,
): Promise<StepEngine> {
  switch (device) {
    case "cpu":
      return ortEngine({ threads, profiler });
    case "cuda":
      return openCuda(threads, profiler);
    case "webgpu":
      // Loaded only where it is asked for.
      return (await import("./webgpu-engine.js")).openWebgpuEngine();
  }
}

/** TensorFlow.js, as it is installed. */
export async function openTfjs(): Promise<StepEngine> {
  return (await import("./tfjs/tfjs-engine.js")).openTfjsEngine();
}

async function openCuda(threads: number, profiler?: Profiler): Promise<StepEngine> {
  if (!hasCudaFiles()) {
    throw noCuda("its files are not installed");
  }
  const options = { threads, provider: "cuda" as const };
  try {
    await measureEngine(ortEngine(options));
    return ortEngine({ ...options, profiler });
  } catch (cause) {
    throw noCuda(
      String(cause instanceof Error ? cause.message : cause)
        .split("\n", 1)
        .join("")
        .slice(0, 300),
      cause,
    );
  }
}

/** Whether the provider's library lies in ONNX Runtime's package: asking for it in vain fills the terminal. */
function hasCudaFiles(): boolean {
  const root = join(dirname(createRequire(import.meta.url).resolve("onnxruntime-node/package.json")), "bin");
  const library =
    process.platform === "win32" ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so";
  return readdirSync(root).some((version) =>
    existsSync(join(root, version, process.platform, process.arch, library)),
  );
}

function noCuda(why: string, cause?: unknown): InputError {
  return new InputError("invalid-request", `ONNX Runtime cannot compute by CUDA: ${why}`, {
    field: "--device",
    value: "cuda",
    fix: "Install its CUDA files as docs/devices.md says, or take another device.",
    cause,
  });
}

/** The fastest of the devices by a few steps of a network of middling size. */
async function fastest(threads: number): Promise<ChosenEngine> {
  const measured: { engine: StepEngine; rate: number }[] = [];
  for (const device of ["cpu", "webgpu", "cuda"] as const) {
    try {
      const engine = await openOrt(device, threads);
      measured.push({ engine, rate: await measureEngine(engine) });
    } catch (cause) {
      if (device === "cpu") {
        throw cause;
      }
    }
  }
  measured.sort((a, b) => b.rate - a.rate);
  const [best] = measured;
  if (best === undefined) {
    throw new Error("not even the CPU computes");
  }
  const rates = measured.map(({ engine, rate }) => `${engine.name} ${rate.toFixed(0)}`).join("; ");
  const count = measured.length === 1 ? "the only one here" : "the fastest here";
  return { engine: best.engine, why: `${best.engine.name}: ${count}, in images/s of a trial: ${rates}` };
}
