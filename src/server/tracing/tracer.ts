import { trace, type Tracer } from "@opentelemetry/api";

/** The tracer of the SDK that is loaded, else one that does nothing. */
export function tracer(): Tracer {
  return trace.getTracer("learngene");
}
