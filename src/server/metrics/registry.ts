import { Counter, Histogram, type Registry } from "prom-client";
import {
  publishOutcomes,
  UnavailableError,
  type Operation,
  type RegistryObserver,
} from "../../registry/index.js";

/** Seconds: from a page in memory to a store that is about to be given up. */
const operationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Makes the metrics of what lies behind the server, and gives the observer that keeps them. */
export function registryMetrics(register: Registry): RegistryObserver {
  const registers = [register];
  const publishes = new Counter({
    name: "learngene_publishes_total",
    help:
      "Publications by what they came to: created, existing (the same bytes were a version already), refused " +
      "(a wrong file or request), broken (the sender left) or failed.",
    labelNames: ["outcome"],
    registers,
  });
  const statements = new Histogram({
    name: "learngene_database_operation_duration_seconds",
    help: "Database statements and transactions, with the wait for a connection.",
    labelNames: ["operation"],
    buckets: operationBuckets,
    registers,
  });
  const blobs = new Histogram({
    name: "learngene_blob_operation_duration_seconds",
    help:
      "Blob store operations; stage and stagePart last as long as their sender takes, stream until its first " +
      "bytes.",
    labelNames: ["store", "operation"],
    buckets: operationBuckets,
    registers,
  });
  const unavailable = new Counter({
    name: "learngene_storage_unavailable_total",
    help: "Operations that failed since the database or the blob store did not answer, by part: database or blobs.",
    labelNames: ["part"],
    registers,
  });
  for (const part of ["database", "blobs"]) unavailable.inc({ part }, 0);
  const cache = new Counter({
    name: "learngene_blob_cache_uses_total",
    help: "Blobs of a bucket that were opened: hit if there was a copy on disk, miss if they had to be fetched.",
    labelNames: ["result"],
    registers,
  });
  for (const result of ["hit", "miss"]) cache.inc({ result }, 0);
  for (const outcome of publishOutcomes) publishes.inc({ outcome }, 0);
  const timer = (operation: Operation) =>
    operation.part === "database"
      ? statements.startTimer({ operation: operation.name })
      : blobs.startTimer({ store: operation.store, operation: operation.name });
  return {
    started: (operation) => {
      const stop = timer(operation);
      return (error) => {
        stop();
        if (error instanceof UnavailableError) unavailable.inc({ part: operation.part });
      };
    },
    published: (outcome) => {
      publishes.inc({ outcome });
    },
    cacheUsed: (hit) => {
      cache.inc({ result: hit ? "hit" : "miss" });
    },
  };
}
