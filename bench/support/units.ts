import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** A piece of an experiment that one process does at a time. */
export interface NamedUnit {
  /** Also of its result's file. */
  readonly name: string;
  /** Names of the units whose files it reads. */
  readonly needs: readonly string[];
}

/** How units are done. */
export interface UnitRun<Result> {
  /** A script that does the units it is sent, and sends back their results. */
  readonly worker: URL;
  readonly args: readonly string[];
  /** Single-threaded processes side by side: small trainings use two cores better so than one training on both. */
  readonly processes: number;
  /** Results that are there. Default: none. */
  readonly known?: ReadonlyMap<string, Result>;
  /** After which no further unit begins, by `performance.now()`. Default: never. */
  readonly until?: number | undefined;
  readonly done: (name: string, result: Result) => void;
}

/** Does units, each after those it needs; gives results by name, all of them unless the time was up. Rejects when a process fails. */
export async function runUnits<Result>(
  units: readonly NamedUnit[],
  { worker: script, args, processes, known = new Map(), until = Infinity, done }: UnitRun<Result>,
): Promise<Map<string, Result>> {
  const results = new Map(known);
  const waiting = units.filter(({ name }) => !known.has(name));
  const changed = new EventTarget();
  const work = async (): Promise<void> => {
    const worker = startWorker(script, args);
    try {
      while (waiting.length > 0 && performance.now() < until) {
        const next = waiting.findIndex(({ needs }) => needs.every((name) => results.has(name)));
        const [unit] = next < 0 ? [] : waiting.splice(next, 1);
        if (unit === undefined) {
          // What is left needs what the other processes are at.
          await anyResult(changed);
          continue;
        }
        const result = (await ask(worker, unit)) as Result;
        results.set(unit.name, result);
        done(unit.name, result);
        changed.dispatchEvent(new Event("result"));
      }
    } finally {
      worker.process.kill();
      // Whoever waits for a result looks at the time again.
      changed.dispatchEvent(new Event("result"));
    }
  };
  await Promise.all(Array.from({ length: Math.min(processes, waiting.length) }, work));
  return results;
}

interface Worker {
  readonly process: ChildProcess;
  /** Rejects when the process ends. */
  readonly ended: Promise<never>;
}

function startWorker(script: URL, args: readonly string[]): Worker {
  const process = fork(script, [...args], { execArgv: ["--import", "tsx"] });
  const ended = once(process, "exit").then(() => {
    throw new Error("a process ended");
  });
  // Where nobody waits for it, it was ended on purpose.
  ended.catch(() => undefined);
  return { process, ended };
}

async function ask({ process, ended }: Worker, unit: NamedUnit): Promise<unknown> {
  const answered = new AbortController();
  process.send(unit);
  try {
    const answer = once(process, "message", { signal: answered.signal });
    const [result] = (await Promise.race([answer, ended])) as [unknown];
    return result;
  } catch (cause) {
    throw new Error(`${unit.name} failed`, { cause });
  } finally {
    answered.abort();
  }
}

const anyResult = (events: EventTarget) =>
  new Promise<void>((resolve) => {
    events.addEventListener(
      "result",
      () => {
        resolve();
      },
      { once: true },
    );
  });
