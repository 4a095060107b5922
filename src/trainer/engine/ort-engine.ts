import type { SessionOptions } from "./session.js";
import type { StepEngine } from "./step-engine.js";
import { StepSession } from "./step-session.js";

/** Training steps on ONNX Runtime: on the CPU, or by CUDA where that was installed. */
export function ortEngine(options: SessionOptions): StepEngine {
  const { threads, provider = "cpu" } = options;
  return {
    name: `ort ${provider}${provider === "cpu" ? `, ${threads} ${threads === 1 ? "thread" : "threads"}` : ""}`,
    openStep: (step, batch) => StepSession.open(step, batch, options),
  };
}
