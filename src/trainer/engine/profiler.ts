import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

/** Steps that are told of: ONNX Runtime notes every operator of each in memory until they are over. */
const PROFILED_STEPS = 20;

/** What one type of operator took in all the profiled steps, in the runs of all threads together. */
export interface OperatorTime {
  readonly operator: string;
  readonly calls: number;
  readonly ms: number;
}

/** Where the time of some steps went. */
export interface Profile {
  readonly steps: number;
  /** Of all these steps, by the clock. */
  readonly ms: number;
  /** In which no session ran, by the clock. */
  readonly msOutside: number;
  /** The most time first. */
  readonly operators: readonly OperatorTime[];
  /** What runs of sessions took beside their operators, in all threads together. */
  readonly msBetween: number;
}

const eventsSchema = z.array(
  z.object({
    cat: z.string(),
    name: z.string(),
    /** Microseconds. */
    dur: z.number(),
    args: z.object({ op_name: z.string().optional() }).default({}),
  }),
);

/** Measures the first steps of a training by ONNX Runtime's own profiling of its sessions; what they compute is the same. */
export class Profiler {
  readonly #ends: (() => void | Promise<void>)[] = [];
  /** Where ONNX Runtime writes what it measured. */
  #folder: Promise<string> | undefined;
  #steps = 0;
  #began = 0;
  /** Runs that go on, since when there are any, and how long there were in all. */
  #running = 0;
  #busySince = 0;
  #busy = 0;
  #isOver = false;

  /** A prefix of the file that ONNX Runtime is to write of one session, which has to be {@link watch}ed. */
  async newPrefix(): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), "learngene-profile-"));
    // Of its own: ONNX Runtime adds no more than the second to it.
    return join(await this.#folder, randomUUID());
  }

  /** Takes in a session with such a prefix; `end` ends its profiling. */
  watch(end: () => void | Promise<void>): void {
    this.#ends.push(end);
  }

  /** Does a run of a session, and counts its time as not outside. */
  async timed<T>(run: () => Promise<T>): Promise<T> {
    if (this.#running++ === 0) {
      this.#busySince = performance.now();
    }
    try {
      return await run();
    } finally {
      if (--this.#running === 0) {
        this.#busy += performance.now() - this.#busySince;
      }
    }
  }

  /** To be called as the first step begins. */
  start(): void {
    this.#began = performance.now();
  }

  /** To be called after each step; after enough of them, gives where their time went. */
  async afterStep(): Promise<Profile | undefined> {
    this.#steps++;
    return this.#steps === PROFILED_STEPS ? this.finish() : undefined;
  }

  /**
   * Ends the measurement, before the sessions are closed; a second time there is nothing to tell any more, nor where no
   * step was taken.
   */
  async finish(): Promise<Profile | undefined> {
    if (this.#isOver) {
      return undefined;
    }
    this.#isOver = true;
    const ms = performance.now() - this.#began;
    for (const end of this.#ends) {
      await end();
    }
    const times = this.#folder === undefined ? undefined : await readTimes(await this.#folder);
    return times === undefined || this.#steps === 0
      ? undefined
      : { steps: this.#steps, ms, msOutside: ms - this.#busy, ...times };
  }
}

/** Adds up what the files in `folder` tell, and removes it. */
async function readTimes(folder: string): Promise<Pick<Profile, "operators" | "msBetween">> {
  const operators = new Map<string, { calls: number; ms: number }>();
  let [inRuns, inOperators] = [0, 0];
  for (const name of await readdir(folder)) {
    const events = eventsSchema.parse(JSON.parse(await readFile(join(folder, name), "utf8")));
    for (const { cat, name, dur, args } of events) {
      const ms = dur / 1000;
      if (name === "model_run") {
        inRuns += ms;
      } else if (cat === "Node" && name.endsWith("_kernel_time") && args.op_name !== undefined) {
        const known = operators.get(args.op_name) ?? { calls: 0, ms: 0 };
        operators.set(args.op_name, { calls: known.calls + 1, ms: known.ms + ms });
        inOperators += ms;
      }
    }
  }
  await rm(folder, { recursive: true, force: true });
  const byTime = [...operators]
    .map(([operator, time]) => ({ operator, ...time }))
    .sort((a, b) => b.ms - a.ms);
  return { operators: byTime, msBetween: inRuns - inOperators };
}

/** A profile as a table for people, per step. */
export function describeProfile({ steps, ms, msOutside, operators, msBetween }: Profile): string {
  const inRuns = operators.reduce((sum, { ms }) => sum + ms, 0) + msBetween;
  const row = (name: string, calls: string, time: number, whole: number) =>
    `  ${name.padEnd(24)}${calls.padStart(8)}${(time / steps).toFixed(2).padStart(10)}` +
    `${((100 * time) / whole).toFixed(1).padStart(8)} %`;
  const perStep = (calls: number) => String(Math.round(calls / steps));
  return [
    `profile of the first ${steps} ${steps === 1 ? "step" : "steps"}, ${(ms / steps).toFixed(1)} ms each; operators by the time of all threads together:`,
    `  ${"operator".padEnd(24)}${"calls".padStart(8)}${"ms".padStart(10)}${"share".padStart(10)}`,
    ...operators.map(({ operator, calls, ms }) => row(operator, perStep(calls), ms, inRuns)),
    row("between operators", "", msBetween, inRuns),
    row("outside sessions", "", msOutside, ms) + " of the clock",
  ].join("\n");
}
