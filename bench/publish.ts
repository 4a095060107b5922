import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { parseArgs, promisify } from "node:util";
import { writeLargeLearngene } from "./support/large-learngene.js";
import { writeResult } from "./support/provenance.js";
import { updateReadme } from "./support/readme.js";
import { median, milliseconds } from "./support/statistics.js";

/** What is measured of publishing a file. */
export interface PublishFigures {
  /** Of the file, bytes. */
  size: number;
  /** Medians over the rounds, 10^6 bytes a second. */
  megabytesPerSecond: { sha256sum: number; cp: number; publish: number };
  /** Median over the rounds of publishing's speed over that of the slower of the two beside it. */
  share: number;
  /** The server's resident memory, MiB: idle, and the most of all rounds above that. */
  memory: { idle: number; above: number };
}

/**
 * `npm run bench -- publish`: how fast a learngene of 1 GiB is published, by HTTP from another process, stored to outlast
 * a crash and verified, beside `sha256sum` and `cp` of the same file in the same run, in turn. Linux only.
 */
export async function publishBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: "string", default: "7" } },
  });
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
  const folder = await mkdtemp(join(tmpdir(), "learngene-bench-"));
  const server = startServer(join(folder, "data"));
  try {
    const url = await server.url;
    const result = await measure(folder, url, Number(server.process.pid), Number(values.rounds));
    console.log(publishTable(result));
    await writeResult("publish", {
      command: "npm run bench -- publish",
      rounds: Number(values.rounds),
      ...result,
    });
    await updateReadme("publish", publishTable(result));
  } finally {
    server.process.kill("SIGTERM");
    await server.ended;
    await rm(folder, { recursive: true, force: true });
  }
}

/** Results as a Markdown table. */
export function publishTable({ megabytesPerSecond, share, memory }: PublishFigures): string {
  const { sha256sum, cp, publish } = megabytesPerSecond;
  return [
    "| `sha256sum`, MB/s | `cp`, MB/s | publish, MB/s | of the slower | server's memory over idle, MiB |",
    "| ---: | ---: | ---: | ---: | ---: |",
    `| ${sha256sum.toFixed(0)} | ${cp.toFixed(0)} | ${publish.toFixed(0)} | ${share.toFixed(2)} | ${memory.above.toFixed(0)} |`,
  ].join("\n");
}

async function measure(folder: string, url: string, pid: number, rounds: number): Promise<PublishFigures> {
  const file = join(folder, "large.safetensors");
  const copy = join(folder, "copy.safetensors");
  await writeLargeLearngene(file, 0);
  const { size } = await stat(file);
  const idle = await memoryOf(pid, "VmRSS");
  await resetPeak(pid);
  const times = { sha256sum: [] as number[], cp: [] as number[], publish: [] as number[] };
  const shares: number[] = [];
  const run = promisify(execFile);
  for (let round = 0; round <= rounds; round++) {
    // Other bytes each time, or there would be nothing to publish.
    await writeLargeLearngene(file, round);
    const hashed = await milliseconds(() => run("sha256sum", [file]));
    const copied = await milliseconds(() => run("cp", [file, copy]));
    // Else its pages would be written to the disk while the next is measured.
    await rm(copy);
    const published = await milliseconds(() => publish(url, file, size));
    // As `cp`'s copy, so that both find memory for their pages that was in use a moment ago.
    await rm(join(folder, "data", "blobs", "sha256"), { recursive: true });
    console.error(
      `round ${round}: sha256sum ${hashed.toFixed(0)} ms, cp ${copied.toFixed(0)} ms, publish ${published.toFixed(0)} ms`,
    );
    // The first warms up caches and compilers.
    if (round > 0) {
      times.sha256sum.push(hashed);
      times.cp.push(copied);
      times.publish.push(published);
      shares.push(Math.max(hashed, copied) / published);
    }
  }
  const speed = (all: readonly number[]) => size / 1e3 / median(all);
  return {
    size,
    megabytesPerSecond: {
      sha256sum: speed(times.sha256sum),
      cp: speed(times.cp),
      publish: speed(times.publish),
    },
    share: median(shares),
    memory: { idle, above: (await memoryOf(pid, "VmHWM")) - idle },
  };
}

async function publish(url: string, file: string, size: number): Promise<void> {
  const headers = { "Content-Type": "application/octet-stream", "Content-Length": size };
  const req = request(`${url}/v1/learngenes/bench/large/versions`, { method: "POST", headers });
  const answered = once(req, "response");
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), req);
  const [response] = (await answered) as [NodeJS.ReadableStream & { statusCode: number }];
  let text = "";
  for await (const chunk of response) {
    text += String(chunk);
  }
  if (response.statusCode !== 201) {
    throw new Error(`publishing was answered with ${response.statusCode}: ${text}`);
  }
}

/** The built server on a new data directory; it answers once `url` is there. */
function startServer(data: string): { process: ChildProcess; url: Promise<string>; ended: Promise<unknown> } {
  const args = ["dist/cli/main.js", "serve", "--port", "0", "--data", data, "--log-level", "warn"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const url = (async () => {
    for await (const line of createInterface(child.stdout)) {
      const found = /http:\/\/\S+/.exec(line)?.[0];
      if (found !== undefined) {
        return found;
      }
    }
    throw new Error("the server ended before it listened");
  })();
  return { process: child, url, ended: once(child, "exit") };
}

/** A line of /proc/PID/status, MiB. */
async function memoryOf(pid: number, what: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${what}:\\s+([0-9]+) kB`).exec(status)?.[1]) / 1024;
}

/** Lets VmHWM, the most that was resident, begin anew. */
async function resetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, "5");
}
