import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";

/** The built server as a process of its own. */
export interface RunningServer {
  readonly process: ChildProcess;
  readonly pid: number;
  /** Such as `http://127.0.0.1:12345`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `dist/cli/main.js serve` on a data directory and a free port, and waits until it is ready. */
export async function startServer(
  data: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<RunningServer> {
  const all = ["dist/cli/main.js", "serve", "--port", "0", "--data", data, "--log-level", "warn", ...args];
  const child = spawn(process.execPath, all, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const ended = once(child, "exit");
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) {
      return {
        process: child,
        pid: Number(child.pid),
        url,
        stop: async () => {
          child.kill("SIGTERM");
          await ended;
        },
      };
    }
  }
  throw new Error("the server ended before it listened");
}

/** Publishes a file by HTTP; gives the version's digest. */
export async function publishFile(url: string, name: string, path: string): Promise<string> {
  const { size } = await stat(path);
  const headers = { "Content-Type": "application/octet-stream", "Content-Length": size };
  const req = request(`${url}/v1/learngenes/${name}/versions`, { method: "POST", headers });
  const answered = once(req, "response");
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), req);
  const [response] = (await answered) as [NodeJS.ReadableStream & { statusCode: number }];
  let text = "";
  for await (const chunk of response) {
    text += String(chunk);
  }
  const digest = /"digest":"(sha256:[0-9a-f]{64})"/.exec(text)?.[1];
  if (response.statusCode >= 300 || digest === undefined) {
    throw new Error(`publishing was answered with ${response.statusCode}: ${text}`);
  }
  return digest;
}

/** A line of /proc/PID/status, MiB. */
export async function memoryOf(pid: number, what: "VmRSS" | "VmHWM" | "RssAnon"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${what}:\\s+([0-9]+) kB`).exec(status)?.[1]) / 1024;
}

/** Lets VmHWM, the most that was resident, begin anew. */
export async function resetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, "5");
}
