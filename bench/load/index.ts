import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { provenance, writeJson } from "../support/provenance.js";
import { updatePart } from "../support/readme.js";
import { quantile, sum } from "../support/statistics.js";
import { startDeployment, type Deployment } from "./deployment.js";
import { Jobs } from "./jobs.js";
import { MemoryWatch, processorTimes } from "./processes.js";
import { writeLoadPlots } from "./plots.js";
import { figuresOf, loadReport, type LoadResult, type Soak, type Step } from "./report.js";
import { kinds, type Answers } from "./requests.js";
import { arrivals, busyClients } from "./traffic.js";

const RESULT = "bench/results/load.json";

/** Requests a second that are offered, one after the other, until they are too many. */
const OFFERED = [25, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 600, 700, 800];

/**
 * `npm run bench -- load`: two servers and a worker on PostgreSQL and versitygw, asked for plans, inits, files of the Hub's
 * protocol, lists, versions and publications: by several clients for half an hour, one job after the other beside; then by
 * requests that come at random times, more and more of them a second. Fails where an answer was an error, but for loads
 * beyond the knee. Writes docs/performance.md. `--part soak` or `raise` measures one of the two and keeps the other; `--quick` takes a minute
 * and writes nothing. Linux only.
 */
export async function loadBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      minutes: { type: "string" },
      clients: { type: "string", default: "8" },
      part: { type: "string", multiple: true, default: ["soak", "raise"] },
    },
  });
  const { quick, part } = values;
  if (!quick) {
    // Only where it is built is it taken for the S3 server.
    execFileSync("bash", ["-c", ". scripts/check/tools.sh; install_gateway"], { stdio: "inherit" });
  }
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
  const minutes = Number(values.minutes ?? (quick ? 0.5 : 30));
  const deployment = await startDeployment();
  const measured: LoadResult = {};
  const where = { ...provenance(), seed: 1, store: deployment.store };
  try {
    if (part.includes("soak")) {
      Object.assign(measured, {
        soak: { ...where, ...(await soak(deployment, minutes, Number(values.clients))) },
      });
    }
    if (part.includes("raise")) {
      const steps = await raise(deployment, quick ? OFFERED.slice(0, 4) : OFFERED, quick ? 5 : 12);
      Object.assign(measured, { raise: { ...where, cores: availableParallelism(), steps } });
    }
  } finally {
    await deployment.stop();
  }
  console.log(loadReport(measured));
  if (!quick) {
    const all: LoadResult = { ...(await before()), ...measured };
    await writeJson(RESULT, { command: "npm run bench -- load", ...all });
    await updatePart("docs/performance.md", "load", loadReport(all));
    await writeLoadPlots(all);
  }
  const { figures = [], jobs = { failed: 0 } } = measured.soak ?? {};
  const failed = sum(figures.map(({ errors }) => errors)) + jobs.failed;
  if (failed > 0) {
    throw new Error(`${failed} requests or jobs failed; the servers logged: ${deployment.log()}`);
  }
}

async function before(): Promise<LoadResult> {
  const text = await readFile(RESULT, "utf8").catch(() => "{}");
  return JSON.parse(text) as LoadResult;
}

async function soak({ urls, watched }: Deployment, minutes: number, clients: number): Promise<Soak> {
  const jobs = new Jobs(urls[0] ?? "");
  const memory = new MemoryWatch(watched, 5000);
  const began = performance.now();
  const goesOn = () => performance.now() < began + 60_000 * minutes;
  const answers = await busyClients(urls, { clients, goesOn, seed: 1 });
  const seconds = (performance.now() - began) / 1000;
  tellErrors(answers);
  return {
    minutes,
    clients,
    figures: figuresOf(answers, seconds),
    memory: memory.stop(),
    jobs: await jobs.stop(),
  };
}

/** More and more requests, until much fewer are answered than come. */
async function raise(
  { urls, watched }: Deployment,
  loads: readonly number[],
  seconds: number,
): Promise<Step[]> {
  const steps: Step[] = [];
  for (const [i, perSecond] of loads.entries()) {
    const before = await processorTimes(watched);
    const began = performance.now();
    const answers = await arrivals(urls, { perSecond, seconds, seed: 2 + i });
    const took = (performance.now() - began) / 1000;
    const after = await processorTimes(watched);
    tellErrors(answers);
    const times = kinds.flatMap((kind) => answers[kind].times);
    const errors = sum(kinds.map((kind) => answers[kind].errors.length));
    const cores = [...after].map(([name, time]) => [name, (time - (before.get(name) ?? 0)) / took] as const);
    steps.push({
      // As many as came of what was drawn.
      offered: (times.length + errors) / seconds,
      perSecond: times.length / took,
      p50: quantile(times, 0.5),
      p99: quantile(times, 0.99),
      errors,
      cores: Object.fromEntries(cores),
    });
    if (times.length / took < 0.7 * perSecond) {
      break;
    }
  }
  return steps;
}

function tellErrors(answers: Answers): void {
  for (const error of kinds.flatMap((kind) => answers[kind].errors.slice(0, 3))) {
    console.error(error);
  }
}
