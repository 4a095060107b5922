import { spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { markdownTable } from "../support/markdown-table.js";
import { figures, tools, type Figure } from "./figures.js";

/** Minutes after which a bench is ended: none takes as long. */
const LIMIT = 8;

/** What came of a figure. */
export interface Outcome {
  readonly figure: Figure;
  readonly state: "made" | "skipped" | "failed";
  readonly seconds: number;
  /** Why it was skipped, or how it failed. */
  readonly reason: string;
}

/**
 * `npm run bench -- all --quick`: makes a small version of every figure of the README and the docs, one after the other, in less
 * than half an hour, and tells of each what came of it. What lacks a tool is skipped. Writes nothing: results and documents are
 * written by the bench of each alone. Fails if one fails.
 */
export async function allBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true },
    },
  });
  if (!values.quick) {
    throw new Error("all figures take a day and write the documents: run the bench of each, or all --quick");
  }
  const chosen = figures.filter(({ bench }) => values.only?.includes(bench) ?? true);
  const outcomes: Outcome[] = [];
  for (const figure of chosen) {
    console.log(`\n## ${commandOf(figure)}\n`);
    outcomes.push(await outcomeOf(figure));
  }
  console.log(`\n${outcomesTable(outcomes)}`);
  const failed = outcomes.filter(({ state }) => state === "failed");
  if (failed.length > 0) {
    process.exitCode = 1;
  }
}

const commandOf = ({ bench, quick }: Figure) => ["npm run bench --", bench, ...quick].join(" ");

async function outcomeOf(figure: Figure): Promise<Outcome> {
  const reason = (figure.needs ?? []).map((tool) => tools[tool]()).find((lacks) => lacks !== undefined);
  if (reason !== undefined) {
    return { figure, state: "skipped", seconds: 0, reason };
  }
  const began = performance.now();
  const failure = await run(figure);
  const seconds = (performance.now() - began) / 1000;
  return { figure, state: failure === "" ? "made" : "failed", seconds, reason: failure };
}

/** Runs a bench in a process group of its own, shows what it prints, and says how it failed, if it did. */
async function run({ bench, quick }: Figure): Promise<string> {
  const child = spawn(process.execPath, ["--import", "tsx", "bench/index.ts", bench, ...quick, "--dry"], {
    stdio: ["ignore", "inherit", "pipe"],
    detached: true,
  });
  const end = () => process.kill(-Number(child.pid), "SIGKILL");
  const endBoth = () => {
    end();
    process.exit(130);
  };
  process.on("SIGINT", endBoth).on("SIGTERM", endBoth);
  let errors = "";
  child.stderr.on("data", (text: Buffer) => {
    errors += text.toString();
  });
  const timer = setTimeout(end, 60_000 * LIMIT);
  const [code] = (await once(child, "close")) as [number | null];
  clearTimeout(timer);
  process.off("SIGINT", endBoth).off("SIGTERM", endBoth);
  if (code === 0) {
    return "";
  }
  return code === null
    ? `not done after ${LIMIT} minutes`
    : (/^\w*Error: .*/m.exec(errors)?.[0] ?? `exit code ${code}`);
}

/** What came of each figure, as a Markdown table. */
export function outcomesTable(outcomes: readonly Outcome[]): string {
  return markdownTable(
    ["figures", "in", "command", "what came of it", "seconds"],
    outcomes.map(({ figure, state, seconds, reason }) => [
      figure.bench,
      figure.in,
      `\`${commandOf(figure)}\``,
      reason === "" ? state : `${state}: ${reason}`,
      seconds.toFixed(0),
    ]),
  );
}
