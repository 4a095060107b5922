import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { memoryOf } from "../support/running-server.js";
import { fitLine, mean, sum } from "../support/statistics.js";

/** A process whose memory and processor time are watched, with all that it started. */
export interface Watched {
  readonly name: string;
  readonly pid: number;
}

/** A process's memory over time. */
export interface MemorySlope {
  readonly name: string;
  /** Minutes from the start and MiB resident, means of equal stretches. */
  readonly samples: readonly (readonly [minutes: number, mebibytes: number])[];
  /** Resident, MiB, at the end. */
  readonly last: number;
  /** MiB an hour, and its standard error, of the line through the second half of the samples. */
  readonly slope: number;
  readonly error: number;
}

/** Samples resident memory until it is stopped. */
export class MemoryWatch {
  readonly #samples = new Map<string, { hours: number; mebibytes: number }[]>();
  readonly #timer: NodeJS.Timeout;
  readonly #started = performance.now();

  constructor(
    private readonly watched: readonly Watched[],
    everyMilliseconds: number,
  ) {
    this.#timer = setInterval(() => void this.#sample(), everyMilliseconds);
  }

  stop(): MemorySlope[] {
    clearInterval(this.#timer);
    return [...this.#samples].map(([name, samples]) => {
      const late = samples.slice(Math.floor(samples.length / 2));
      return {
        name,
        samples: thinned(samples.map(({ hours, mebibytes }) => [60 * hours, mebibytes])),
        last: samples.at(-1)?.mebibytes ?? Number.NaN,
        ...fitLine(late.map(({ hours, mebibytes }) => [hours, mebibytes])),
      };
    });
  }

  async #sample(): Promise<void> {
    const hours = (performance.now() - this.#started) / 3_600_000;
    for (const { name, pid } of this.watched) {
      const mebibytes = await memoryOf(pid, "RssAnon").catch(() => Number.NaN);
      this.#samples.set(name, [...(this.#samples.get(name) ?? []), { hours, mebibytes }]);
    }
  }
}

/** Samples that are kept of a process. */
const KEPT = 60;

/** At most {@link KEPT} points: the means of as many stretches, rounded to what can be told from a plot. */
export function thinned(points: readonly [number, number][]): [number, number][] {
  const each = Math.ceil(points.length / KEPT);
  return Array.from({ length: Math.ceil(points.length / each) || 0 }, (_, i) => {
    const stretch = points.slice(i * each, (i + 1) * each);
    const rounded = (of: 0 | 1) => Number(mean(stretch.map((point) => point[of])).toFixed(2));
    return [rounded(0), rounded(1)];
  });
}

/**
 * Seconds of processor time so far: of each process with all that it started, of this one, where the clients are, and of all
 * else that this one started: the databases.
 */
export async function processorTimes(watched: readonly Watched[]): Promise<Map<string, number>> {
  const under = descendants();
  const total = async (pids: readonly number[]) => sum(await Promise.all(pids.map(processorTime)));
  const times = new Map<string, number>();
  for (const { name, pid } of watched) {
    times.set(name, await total([pid, ...under(pid)]));
  }
  const all = await total(under(process.pid));
  const known = sum([...times.values()]);
  times.set("PostgreSQL and S3", all - known);
  times.set("clients", await processorTime(process.pid));
  return times;
}

const ticks = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

async function processorTime(pid: number): Promise<number> {
  // After the name, which may hold anything: the 14th to 17th are user and system time, its own and of children that ended.
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) / ticks;
}

function descendants(): (pid: number) => number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const under = (pid: number): number[] =>
    pairs.flatMap(([child = 0, parent]) => (parent === pid ? [child, ...under(child)] : []));
  return under;
}
