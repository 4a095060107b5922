import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  runCommand,
  ServerProcess,
  startCommand,
  type RegistryPlace,
} from "../../test/faults/server-process.js";
import { serversStorage } from "../../test/faults/servers-storage.js";
import { writePatterns } from "../../test/support/job-fixtures.js";
import { writeResult } from "../support/provenance.js";
import { updatePart } from "../support/readme.js";
import { quantile } from "../support/statistics.js";
import { Jobs } from "./jobs.js";
import { MemoryWatch, processorTimes, type Watched } from "./processes.js";
import { figuresOf, loadReport, type LoadResult, type Step } from "./report.js";
import { kinds, publishStart, traffic } from "./traffic.js";

/**
 * `npm run bench -- load`: two servers and a worker on PostgreSQL and an S3 server, asked for plans, inits, files of the
 * Hub's protocol, lists, versions and publications by several clients at once, one job after the other beside; then more and more
 * clients. Fails where an answer was an error. Writes docs/performance.md, but not with `--quick`. Linux only.
 */
export async function loadBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      minutes: { type: "string" },
      clients: { type: "string", default: "8" },
    },
  });
  const minutes = Number(values.minutes ?? (values.quick ? 1 : 30));
  const stepSeconds = values.quick ? 4 : 20;
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
  const result = await measure(minutes, Number(values.clients), stepSeconds);
  console.log(loadReport(result));
  if (!values.quick) {
    await writeResult("load", { command: "npm run bench -- load", seed: 1, ...result });
    await updatePart("docs/performance.md", "load", loadReport(result));
  }
  const failed = result.figures.reduce((sum, { errors }) => sum + errors, 0) + result.jobs.failed;
  if (failed > 0) {
    throw new Error(`${failed} requests or jobs failed`);
  }
}

async function measure(minutes: number, clients: number, stepSeconds: number): Promise<LoadResult> {
  const storage = await serversStorage();
  const folder = await mkdtemp(join(tmpdir(), "learngene-bench-"));
  // An odd number: blobs are kept on disk, as usual.
  const place = await storage.renew(1);
  const servers = [new ServerProcess(place), new ServerProcess(withOwnData(place, folder))];
  const worker = startCommand(["worker", "--job-threads", "1"], withOwnData(place, join(folder, "worker")));
  try {
    const urls = await Promise.all(servers.map(({ url }) => url));
    await writePatterns(folder);
    await runCommand(
      ["datasets", "add", "load/patterns", `idx:${folder}`, "--cache", join(folder, "cache")],
      place,
    );
    const watched: Watched[] = [
      ...servers.map(({ pid = 0 }, i) => ({ name: `server ${i + 1}`, pid })),
      { name: "worker", pid: worker.pid ?? 0 },
    ];
    await publishStart(urls[0] ?? "");
    const jobs = new Jobs(urls[0] ?? "");
    const memory = new MemoryWatch(watched, 5000);
    const began = performance.now();
    const answered = await traffic(urls, { clients, until: began + 60_000 * minutes, seed: 1 });
    const seconds = (performance.now() - began) / 1000;
    for (const error of kinds.flatMap((kind) => answered[kind].errors.slice(0, 3))) {
      console.error(error);
    }
    const slopes = memory.stop();
    const steps = await raise(urls, watched, stepSeconds);
    return {
      minutes,
      clients,
      figures: figuresOf(answered, seconds),
      jobs: await jobs.stop(),
      memory: slopes,
      steps,
    };
  } finally {
    worker.kill("SIGKILL");
    await Promise.all(servers.map((server) => server.kill()));
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** More and more clients, until that brings nothing. */
async function raise(urls: readonly string[], watched: readonly Watched[], seconds: number): Promise<Step[]> {
  const steps: Step[] = [];
  for (const clients of [1, 2, 4, 8, 16, 32]) {
    const before = await processorTimes(watched);
    const began = performance.now();
    const answered = await traffic(urls, { clients, until: began + 1000 * seconds, seed: 1 + clients });
    const took = (performance.now() - began) / 1000;
    const after = await processorTimes(watched);
    const times = kinds.flatMap((kind) => answered[kind].times);
    const cores = [...after].map(([name, time]) => [name, (time - (before.get(name) ?? 0)) / took] as const);
    steps.push({
      clients,
      perSecond: times.length / took,
      p50: quantile(times, 0.5),
      p99: quantile(times, 0.99),
      errors: kinds.reduce((sum, kind) => sum + answered[kind].errors.length, 0),
      cores: Object.fromEntries(cores),
    });
  }
  return steps;
}

/** The same registry, by a process with a data directory of its own. */
function withOwnData({ env }: RegistryPlace, data: string): RegistryPlace {
  return { env, flags: ["--data", data] };
}
