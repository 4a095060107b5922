/** The process that computes one job: `main.js FOLDER`, with an IPC channel to its worker. */
import { readFile, writeFile } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { InputError } from "../../model/index.js";
import { isFull, writeAtomically, type Checkpoints } from "../../trainer/index.js";
import { fullDisk } from "../full-disk.js";
import {
  jobFiles,
  orderSchema,
  workerMessageSchema,
  type ChildMessage,
  type WorkerMessage,
} from "./protocol.js";
import { followersReporter } from "./report.js";
import { runJob } from "./run-job.js";

/** Milliseconds between two signs of life. */
const ALIVE_MILLISECONDS = 500;

/** Why a job stops that was told to. */
class Stopped extends Error {}

async function main(folder: string): Promise<void> {
  await yieldToServers();
  const stop = new AbortController();
  const saved = new Waiter();
  process.on("message", (message) => {
    const { type }: WorkerMessage = workerMessageSchema.parse(message);
    if (type === "stop") {
      stop.abort(new Stopped());
    } else {
      saved.resolve();
    }
  });
  // Ctrl-C reaches this process too: the worker says when to stop.
  process.on("SIGINT", () => undefined).on("SIGTERM", () => undefined);
  // Whoever is to store what this makes is gone.
  process.on("disconnect", () => process.exit(1));
  const alive = setInterval(() => {
    void send({ type: "alive", rss: process.memoryUsage.rss() });
  }, ALIVE_MILLISECONDS);
  const order = orderSchema.parse(JSON.parse(await readFile(join(folder, jobFiles.order), "utf8")));
  const path = join(folder, jobFiles.checkpoint);
  const checkpoints: Checkpoints = {
    everySeconds: order.checkpointSeconds,
    load: () => readFile(path).catch(unlessMissing),
    save: async (bytes) => {
      await writeAtomically(path, bytes);
      const done = saved.next();
      await send({ type: "checkpoint" });
      await done;
    },
  };
  const reporter = followersReporter((event) => void send({ type: "event", event }));
  const message = await runJob(folder, order, {
    threads: order.threads,
    reporter,
    checkpoints,
    signal: stop.signal,
  }).then((result): ChildMessage => ({ type: "done", result }), failure);
  clearInterval(alive);
  await send(message);
  process.removeAllListeners("disconnect").disconnect();
}

/** Computes when nothing else wants to, and is the first to go where memory runs out. */
async function yieldToServers(): Promise<void> {
  // Threads that this one starts, all that compute among them, have its priority.
  setPriority(constants.priority.PRIORITY_LOW);
  await writeFile("/proc/self/oom_score_adj", "1000").catch(() => undefined);
}

function failure(error: unknown): ChildMessage {
  if (error instanceof Stopped) {
    return { type: "stopped" };
  }
  const wrong = isFull(error) ? fullDisk(error) : error;
  if (wrong instanceof InputError) {
    const { code, message, field, value, fix } = wrong;
    return { type: "failed", error: { code, message, field, value, fix }, permanent: true };
  }
  console.error(error);
  const message = error instanceof Error ? error.message : String(error);
  return { type: "failed", error: { code: "job-crashed", message }, permanent: false };
}

function unlessMissing(error: unknown): undefined {
  if (systemCode(error) !== "ENOENT") {
    throw error;
  }
}

function systemCode(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function send(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, (error) => {
      // The worker is gone, perhaps since before this process could hear of it.
      if (error !== null) process.exit(1);
      resolve();
    });
  });
}

/** Waits for an answer. */
class Waiter {
  #resolve: () => void = () => undefined;

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  resolve(): void {
    this.#resolve();
  }
}

await main(process.argv[2] ?? ".");
