import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { unitName, unitNeeds, type Unit } from "./experiment.js";
import type { UnitResult } from "./run-unit.js";

/**
 * Does all units on `count` single-threaded processes side by side: small trainings use two cores better so than
 * one training on both. Results come back by unit name. Rejects when a process fails.
 */
export async function runUnits(
  units: readonly Unit[],
  directory: string,
  count: number,
  done: (result: UnitResult) => void,
): Promise<Map<string, UnitResult>> {
  const results = new Map<string, UnitResult>();
  const waiting = [...units];
  const work = async (): Promise<void> => {
    const worker = startWorker(directory);
    try {
      while (waiting.length > 0) {
        const next = waiting.findIndex((unit) => unitNeeds(unit).every((name) => results.has(name)));
        const [unit] = next < 0 ? [] : waiting.splice(next, 1);
        if (unit === undefined) {
          // What is left needs what the other processes are at.
          await anyResult(changed);
          continue;
        }
        const result = await ask(worker, unit);
        results.set(unitName(unit), result);
        done(result);
        changed.dispatchEvent(new Event("result"));
      }
    } finally {
      worker.process.kill();
    }
  };
  const changed = new EventTarget();
  await Promise.all(Array.from({ length: count }, work));
  return results;
}

interface Worker {
  readonly process: ChildProcess;
  /** Rejects when the process ends. */
  readonly ended: Promise<never>;
}

function startWorker(directory: string): Worker {
  const script = fileURLToPath(new URL("worker.ts", import.meta.url));
  const process = fork(script, [directory], { execArgv: ["--import", "tsx"] });
  const ended = once(process, "exit").then(() => {
    throw new Error("a process ended");
  });
  // Where nobody waits for it, it was ended on purpose.
  ended.catch(() => undefined);
  return { process, ended };
}

async function ask({ process, ended }: Worker, unit: Unit): Promise<UnitResult> {
  const answered = new AbortController();
  process.send(unit);
  try {
    const answer = once(process, "message", { signal: answered.signal });
    const [result] = (await Promise.race([answer, ended])) as [UnitResult];
    return result;
  } catch (cause) {
    throw new Error(`${unitName(unit)} failed`, { cause });
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
