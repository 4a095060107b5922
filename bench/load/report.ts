import { markdownTable } from "../support/markdown-table.js";
import { quantile } from "../support/statistics.js";
import type { MemorySlope } from "./processes.js";
import { kinds, type Answered, type Kind } from "./traffic.js";

/** What was measured of the requests of one kind. */
export interface KindFigures {
  kind: Kind;
  requests: number;
  perSecond: number;
  p50: number;
  p99: number;
  megabytesPerSecond: number;
  errors: number;
}

/** A load, and what it came to. */
export interface Step {
  clients: number;
  perSecond: number;
  p50: number;
  p99: number;
  errors: number;
  /** Cores that each process and what it started took. */
  cores: Record<string, number>;
}

/** What `bench -- load` found. */
export interface LoadResult {
  minutes: number;
  clients: number;
  figures: KindFigures[];
  jobs: { succeeded: number; failed: number };
  memory: MemorySlope[];
  steps: Step[];
}

export function figuresOf(answered: Readonly<Record<Kind, Answered>>, seconds: number): KindFigures[] {
  return kinds.map((kind) => {
    const { times, bytes, errors } = answered[kind];
    return {
      kind,
      requests: times.length,
      perSecond: times.length / seconds,
      p50: quantile(times, 0.5),
      p99: quantile(times, 0.99),
      megabytesPerSecond: bytes / 1e6 / seconds,
      errors: errors.length,
    };
  });
}

/** The step after which more clients bring less than a tenth more requests. */
export function knee(steps: readonly Step[]): Step | undefined {
  return steps.find((step, i) => (steps[i + 1]?.perSecond ?? 0) < 1.1 * step.perSecond);
}

/** Results as Markdown. */
export function loadReport({ minutes, clients, figures, jobs, memory, steps }: LoadResult): string {
  const turn = knee(steps);
  const busiest = Object.entries(turn?.cores ?? {}).sort(([, a], [, b]) => b - a);
  return [
    `${clients} clients for ${minutes} minutes beside ${jobs.succeeded} jobs that succeeded and ${jobs.failed} that failed:`,
    markdownTable(
      ["request", "requests/s", "p50, ms", "p99, ms", "MB/s", "errors"],
      figures.map(({ kind, perSecond, p50, p99, megabytesPerSecond, errors }) => [
        kind,
        perSecond.toFixed(1),
        p50.toFixed(1),
        p99.toFixed(1),
        megabytesPerSecond.toFixed(1),
        String(errors),
      ]),
    ),
    markdownTable(
      ["memory of", "at the end, MiB", "slope, MiB an hour"],
      memory.map(({ name, last, slope, error }) => [
        name,
        last.toFixed(0),
        `${slope.toFixed(0)} ± ${(2 * error).toFixed(0)}`,
      ]),
    ),
    markdownTable(
      ["clients", "requests/s", "p50, ms", "p99, ms", "errors", "cores"],
      steps.map(({ clients: count, perSecond, p50, p99, errors, cores }) => [
        String(count),
        perSecond.toFixed(0),
        p50.toFixed(1),
        p99.toFixed(1),
        String(errors),
        Object.entries(cores)
          .map(([name, used]) => `${name} ${used.toFixed(2)}`)
          .join(", "),
      ]),
    ),
    turn === undefined
      ? "More clients brought more requests to the last."
      : `From ${turn.clients} clients on, more bring less than a tenth more requests; most of the processors goes to ` +
        `${busiest
          .slice(0, 2)
          .map(([name, used]) => `${name} (${used.toFixed(2)} cores)`)
          .join(" and ")}.`,
  ].join("\n\n");
}
