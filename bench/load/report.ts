import { markdownTable } from "../support/markdown-table.js";
import { quantile, sum } from "../support/statistics.js";
import type { MemorySlope } from "./processes.js";
import { kinds, type Answers, type Kind } from "./requests.js";

/** What was measured of the requests of one kind. */
export interface KindFigures {
  readonly kind: Kind;
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly megabytesPerSecond: number;
  readonly errors: number;
}

/** What many clients came to for a long while. */
export interface Soak {
  readonly minutes: number;
  readonly clients: number;
  readonly figures: readonly KindFigures[];
  readonly jobs: { readonly succeeded: number; readonly failed: number };
  readonly memory: readonly MemorySlope[];
}

/** A load, and what it came to. */
export interface Step {
  /** Requests that came, a second. */
  readonly offered: number;
  /** Those answered as wanted, a second, until the last was. */
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
  /** Cores that each process and what it started took. */
  readonly cores: Readonly<Record<string, number>>;
}

/** What `bench -- load` found: each of its parts with where and when. */
export interface LoadResult {
  readonly soak?: Soak & { readonly store: string };
  readonly raise?: { readonly store: string; readonly cores: number; readonly steps: readonly Step[] };
}

export function figuresOf(answered: Answers, seconds: number): KindFigures[] {
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

/** The greatest load up to which nearly all is answered in the time in which it comes, without an error. */
export function knee(steps: readonly Step[]): Step | undefined {
  const beyond = steps.findIndex(
    ({ offered, perSecond, errors }) => errors > 0 || perSecond < 0.95 * offered,
  );
  return beyond < 0 ? steps.at(-1) : steps[beyond - 1];
}

/** Results as Markdown, for a page that has plots beside it. */
export function loadReport({ soak, raise }: LoadResult): string {
  return [
    ...(soak === undefined ? [] : soakReport(soak)),
    ...(raise === undefined ? [] : raiseReport(raise)),
  ].join("\n\n");
}

function soakReport({
  minutes,
  clients,
  store,
  figures,
  jobs,
  memory,
}: NonNullable<LoadResult["soak"]>): string[] {
  return [
    `${clients} clients for ${minutes} minutes, files on ${store}, beside ${jobs.succeeded} jobs that succeeded and ` +
      `${jobs.failed} that failed:`,
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
      [
        "memory of",
        "most in the first half, MiB",
        "in the second",
        "at the end",
        "slope of the second half, MiB an hour",
      ],
      memory.map(({ name, samples, last, slope, error }) => {
        const middle = samples.length / 2;
        const most = (half: typeof samples) => Math.max(...half.map(([, mebibytes]) => mebibytes)).toFixed(0);
        return [
          name,
          most(samples.slice(0, middle)),
          most(samples.slice(middle)),
          last.toFixed(0),
          `${slope.toFixed(0)} ± ${(2 * error).toFixed(0)}`,
        ];
      }),
    ),
    "![Memory over time](plots/load-memory.svg)",
  ];
}

function raiseReport({ steps, cores: there }: NonNullable<LoadResult["raise"]>): string[] {
  const names = Object.keys(steps[0]?.cores ?? {});
  return [
    "Requests that come at random times, more and more of them a second, whether those before were answered or not:",
    "![Requests answered against requests offered](plots/load-throughput.svg)",
    "![Time to the last byte against requests offered](plots/load-latency.svg)",
    markdownTable(
      ["offered/s", "answered/s", "p50, ms", "p99, ms", "errors", ...names.map((name) => `cores: ${name}`)],
      steps.map(({ offered, perSecond, p50, p99, errors, cores }) => [
        offered.toFixed(0),
        perSecond.toFixed(0),
        p50.toFixed(1),
        p99.toFixed(1),
        String(errors),
        ...names.map((name) => (cores[name] ?? 0).toFixed(2)),
      ]),
    ),
    saturation(steps, there),
  ];
}

/** What is full at the knee. */
function saturation(steps: readonly Step[], there: number): string {
  const turn = knee(steps);
  if (turn === undefined) {
    return "Not even the least load was answered in the time in which it came.";
  }
  const reached = `Up to ${turn.offered.toFixed(0)} requests a second are answered as they come.`;
  const next = steps[steps.indexOf(turn) + 1];
  if (next === undefined) {
    return `${reached} More were not offered.`;
  }
  const used = sum(Object.values(next.cores));
  const most = Object.entries(next.cores)
    .sort(([, a], [, b]) => b - a)
    .map(([name, cores]) => `${name} ${cores.toFixed(2)}`);
  const full =
    used >= 0.85 * there
      ? `the processors are full: ${used.toFixed(2)} of ${there} cores are taken`
      : `${used.toFixed(2)} of ${there} cores are taken, so it is not the processors that are full`;
  return `${reached} At the next load ${full} (${most.join(", ")}).`;
}
