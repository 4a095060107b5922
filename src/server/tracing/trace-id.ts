import type { IncomingHttpHeaders } from "node:http";
import { isSpanContextValid, trace } from "@opentelemetry/api";

/** The trace that a request belongs to: that of the span under way, or the one its sender names. */
export function traceIdOf(headers: IncomingHttpHeaders): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span !== undefined && isSpanContextValid(span)
    ? span.traceId
    : parentTraceId(headers["traceparent"]);
}

/** The trace id of a `traceparent`, as https://www.w3.org/TR/trace-context/ writes it; `undefined` for a wrong one. */
function parentTraceId(header: string | string[] | undefined): string | undefined {
  const pattern = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;
  return typeof header === "string" ? pattern.exec(header)?.[1] : undefined;
}
