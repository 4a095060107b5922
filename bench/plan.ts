import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { writeResult } from "./support/provenance.js";
import { updateReadme } from "./support/readme.js";
import { median } from "./support/statistics.js";

/** What is measured of plan requests. */
export interface PlanFigures {
  connections: number;
  /** Bytes of an answer. */
  bytes: number;
  /** Requests a second, medians over the rounds: a bare route of Express, and plans. */
  perSecond: { express: number; plan: number };
  /** Median over the rounds of one over the other in the same round. */
  share: number;
}

const query = "maxParams=500k&maxBytes=2MB";

/**
 * `npm run bench -- plan`: plan requests a second of a server as `npm start` runs it, beside a route of Express that sends
 * an object of the same length with `res.json` and does nothing else; one process each, the same load (a small Go
 * program), in turn in the same run. Needs Go.
 */
export async function planBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: "9" },
      seconds: { type: "string", default: "2" },
      connections: { type: "string", default: "16" },
    },
  });
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
  const folder = await mkdtemp(join(tmpdir(), "learngene-bench-"));
  const load = join(folder, "load");
  execFileSync("go", ["build", "-o", load, "bench/serve/load/main.go"], { stdio: "inherit" });
  const server = start([
    "dist/cli/main.js",
    "serve",
    "--port",
    "0",
    "--rate-limit",
    "0",
    "--data",
    join(folder, "data"),
  ]);
  let express: Started | undefined;
  try {
    const url = `${await server.url}/v1/learngenes/learngene/fashion-vit/versions/latest/plan?${query}`;
    const answer = await (await fetch(url)).text();
    express = start(["--input-type=module", "--eval", bareRoute(answer)]);
    const bare = `${await express.url}/plan`;
    const connections = Number(values.connections);
    const perSecond = (url: string) => {
      const flags = ["-url", url, "-connections", String(connections), "-seconds", values.seconds];
      const { files, seconds } = JSON.parse(execFileSync(load, flags, { encoding: "utf8" })) as Load;
      return files / seconds;
    };
    // Until both are compiled.
    [url, bare, url, bare].forEach(perSecond);
    const rounds = Array.from({ length: Number(values.rounds) }, () => ({
      express: perSecond(bare),
      plan: perSecond(url),
    }));
    const result: PlanFigures = {
      connections,
      bytes: Buffer.byteLength(answer),
      perSecond: {
        express: median(rounds.map((round) => round.express)),
        plan: median(rounds.map((round) => round.plan)),
      },
      share: median(rounds.map((round) => round.plan / round.express)),
    };
    console.log(planTable(result));
    await writeResult("plan", {
      command: "npm run bench -- plan",
      rounds: rounds.length,
      query,
      ...result,
    });
    await updateReadme("plan", planTable(result));
  } finally {
    for (const one of [server, express]) {
      one?.process.kill("SIGTERM");
      await one?.ended;
    }
    await rm(folder, { recursive: true, force: true });
  }
}

/** Results as a Markdown table. */
export function planTable({ connections, bytes, perSecond, share }: PlanFigures): string {
  return [
    "| connections | bytes of an answer | bare Express route, requests/s | plan, requests/s | share |",
    "| ---: | ---: | ---: | ---: | ---: |",
    `| ${connections} | ${bytes} | ${perSecond.express.toFixed(0)} | ${perSecond.plan.toFixed(0)} | ${share.toFixed(2)} |`,
  ].join("\n");
}

/** What the load program prints. */
interface Load {
  files: number;
  seconds: number;
}

/** A program that serves the object under /plan with Express as it comes. */
function bareRoute(answer: string): string {
  return `
    import express from "express";
    const answer = ${answer};
    const app = express();
    app.get("/plan", (req, res) => res.json(answer));
    const server = app.listen(0, "127.0.0.1", () => console.log("http://127.0.0.1:" + server.address().port));
    process.on("SIGTERM", () => process.exit());
  `;
}

interface Started {
  process: ChildProcess;
  url: Promise<string>;
  ended: Promise<unknown>;
}

function start(args: readonly string[]): Started {
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  const ended = once(child, "close");
  const lines = createInterface({ input: child.stdout });
  const url = once(lines, "line").then(([line]) => /http:\/\/[^\s]+/.exec(String(line))?.[0] ?? "");
  return { process: child, url, ended };
}
