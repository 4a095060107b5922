import { SpanKind, SpanStatusCode, trace, type Attributes } from "@opentelemetry/api";
import type { Operation, RegistryObserver } from "../../registry/index.js";
import { tracer } from "./tracer.js";

/** Makes a span of each operation of database and blob store that is done for a request. */
export const registrySpans: RegistryObserver = {
  started: (operation) => {
    if (trace.getActiveSpan() === undefined) {
      return () => undefined;
    }
    const span = tracer().startSpan(nameOf(operation), {
      kind: SpanKind.CLIENT,
      attributes: attributesOf(operation),
    });
    return (error) => {
      if (error !== undefined) {
        if (error instanceof Error) span.recordException(error);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    };
  },
  // The request's own span tells it.
  published: () => undefined,
  cacheUsed: () => undefined,
};

function nameOf(operation: Operation): string {
  if (operation.part === "blobs") {
    return `blobs ${operation.name}`;
  }
  const verb = /^\s*(\w+)/.exec(operation.sql ?? "")?.[1];
  return `database ${verb?.toLowerCase() ?? operation.name}`;
}

function attributesOf(operation: Operation): Attributes {
  if (operation.part === "blobs") {
    return { "learngene.blobs.store": operation.store, "learngene.blobs.operation": operation.name };
  }
  const { sql } = operation;
  // Statements stand with $1, $2: what they are about is in their parameters, which are not told.
  return { "db.system.name": "postgresql", ...(sql === undefined ? {} : { "db.query.text": sql }) };
}
