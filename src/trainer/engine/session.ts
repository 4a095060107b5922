import { InferenceSession, Tensor } from "onnxruntime-node";

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
}

/** A session, on the CPU unless said otherwise. `model` is a file's path or its bytes. */
export function openSession(
  model: string | Uint8Array,
  { threads, provider = "cpu" }: SessionOptions,
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: provider === "cpu" ? ["cpu"] : [provider, "cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    enableCpuMemArena: true,
    logSeverityLevel: 3,
    // Idle threads that spin take a core from whatever else runs, and give nothing measurable back.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  };
  return typeof model === "string"
    ? InferenceSession.create(model, options)
    : InferenceSession.create(model, options);
}
