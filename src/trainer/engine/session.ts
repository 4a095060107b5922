import { InferenceSession, Tensor } from "onnxruntime-node";
import type { Profiler } from "./profiler.js";

export type { InferenceSession, Tensor } from "onnxruntime-node";

/** The whole buffer or view as a tensor; ONNX Runtime reads and writes it in place. */
export function tensorOn(data: Float32Array, dims: readonly number[]): Tensor {
  return new Tensor("float32", data, dims);
}

export interface SessionOptions {
  /** Threads inside an operator. More than there are cores halves the speed. */
  threads: number;
  /** What computes; `cuda` needs a download of its own: see docs/devices.md. Default: the CPU. */
  provider?: "cpu" | "cuda";
  /** Measures what it runs. */
  profiler?: Profiler | undefined;
}

/** The same for a session whose profiling is another thread's: it has but a prefix of its file. */
export type OpenOptions = Omit<SessionOptions, "profiler"> & { readonly profilePrefix?: string | undefined };

/** A session, on the CPU unless said otherwise. `model` is a file's path or its bytes. */
export async function openSession(
  model: string | Uint8Array,
  { profiler, ...options }: SessionOptions & OpenOptions,
): Promise<InferenceSession> {
  if (profiler === undefined) {
    return createSession(model, options);
  }
  const session = await createSession(model, { ...options, profilePrefix: await profiler.newPrefix() });
  profiler.watch(() => {
    session.endProfiling();
  });
  const run = session.run.bind(session) as (...args: unknown[]) => Promise<InferenceSession.ReturnType>;
  session.run = (...args: unknown[]) => profiler.timed(() => run(...args));
  return session;
}

function createSession(
  model: string | Uint8Array,
  { threads, provider = "cpu", profilePrefix }: OpenOptions,
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: provider === "cpu" ? ["cpu"] : [provider, "cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    enableCpuMemArena: true,
    logSeverityLevel: 3,
    ...(profilePrefix !== undefined && { enableProfiling: true, profileFilePrefix: profilePrefix }),
    extra: {
      // Idle threads that spin take a core from whatever else runs, and give nothing measurable back.
      session: { intra_op: { allow_spinning: "0" } },
      // It would undo the transposes that `formats/onnx` writes before products, which are slower without.
      ...(provider === "cpu" && { optimization: { disable_specified_optimizers: "GemmTransposeFusion" } }),
    },
  };
  return typeof model === "string"
    ? InferenceSession.create(model, options)
    : InferenceSession.create(model, options);
}
