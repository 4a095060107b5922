import { InputError } from "../model/index.js";
import {
  LeaseLostError,
  type ClaimedJob,
  type JobError,
  type JsonObject,
  type Registry,
} from "../registry/index.js";
import { attachMeasured } from "./attach.js";
import type { ChildMessage } from "./child/protocol.js";
import { CHECKPOINT, JobFolder } from "./job-folder.js";
import { JobProcess } from "./job-process.js";
import type { WorkerLog, WorkerSettings } from "./options.js";
import { patiently } from "./patiently.js";
import { publishLearned } from "./publish.js";
import { eventsOf, Teller } from "./teller.js";
import { Watch, type StopReason } from "./watch.js";

/** Milliseconds that a process which was told to stop may take to save where it stands. */
const STOP_MILLISECONDS = 20_000;

export interface RunParts {
  readonly registry: Registry;
  readonly settings: WorkerSettings;
  readonly log: WorkerLog;
}

/** How a process left its job. */
type Outcome =
  | { readonly kind: "done"; readonly result: JsonObject }
  | { readonly kind: "failed"; readonly error: JobError }
  | { readonly kind: "cancelled" }
  | { readonly kind: "stopped" }
  | { readonly kind: "crashed"; readonly how: string };

/**
 * Runs a job that was taken up, in a process of its own, to its end; or, once `signal` aborts, to its next checkpoint,
 * and gives it back. Whatever the process does, this one lives on. Rejects only where the catalog or the store fail.
 */
export async function runJob(parts: RunParts, claimed: ClaimedJob, signal: AbortSignal): Promise<void> {
  const { registry, log } = parts;
  const about = { job: claimed.job.id, kind: claimed.job.kind, attempt: claimed.job.attempts };
  log.info(about, "job taken up");
  try {
    const state = await settle(parts, claimed, await compute(parts, claimed, signal));
    log.info({ ...about, state }, "job left");
  } catch (error) {
    if (error instanceof LeaseLostError) {
      log.warn(about, "another worker has the job");
      return;
    }
    if (error instanceof InputError) {
      const { code, message, field, value, fix } = error;
      await finishFailed(registry, claimed, { code, message, field, value, fix });
      log.info({ ...about, state: "failed" }, "job left");
      return;
    }
    await registry.jobs.work.release(claimed.lease, { failed: true }).catch(() => undefined);
    throw error;
  }
}

async function compute(parts: RunParts, claimed: ClaimedJob, signal: AbortSignal): Promise<Outcome> {
  const { result } = claimed.job;
  if (result !== undefined) {
    // Its worker died between storing what it made and saying so.
    return { kind: "done", result };
  }
  const { registry, settings } = parts;
  const folder = await JobFolder.prepare(registry, claimed, settings);
  try {
    return await computeIn(folder, parts, claimed, signal);
  } finally {
    await folder.remove();
  }
}

async function computeIn(
  folder: JobFolder,
  { registry, settings, log }: RunParts,
  claimed: ClaimedJob,
  signal: AbortSignal,
): Promise<Outcome> {
  const { job, lease } = claimed;
  const over = new AbortController();
  const teller = await Teller.open(registry, claimed, over.signal);
  let outcome: Outcome | undefined;
  const save = (role: "checkpoint" | "artifact", name: string, content: () => AsyncIterable<Uint8Array>) =>
    patiently(
      () => registry.jobs.work.saveFile(lease, role, name, content(), settings.limits.diskBytes),
      over.signal,
    );
  const handle = async (message: ChildMessage): Promise<void> => {
    switch (message.type) {
      case "alive":
        watch.sawMemory(message.rss);
        return;
      case "event":
        await teller.tell(message.event);
        return;
      case "checkpoint":
        await save("checkpoint", CHECKPOINT, () => folder.checkpoint());
        child.send({ type: "saved" });
        return;
      case "done":
        for (const name of await folder.artifacts()) {
          await save("artifact", name, () => folder.artifact(name));
        }
        await save("artifact", "log.jsonl", () => logOf(registry, job.id));
        await patiently(() => registry.jobs.work.keepResult(lease, message.result), over.signal);
        outcome = { kind: "done", result: message.result };
        return;
      case "stopped":
        outcome = { kind: "stopped" };
        return;
      case "failed":
        outcome = message.permanent
          ? { kind: "failed", error: message.error }
          : { kind: "crashed", how: message.error.message };
    }
  };
  const child = new JobProcess(folder.path, handle);
  const stop = (reason: StopReason) => {
    if (reason.kind === "leaving") {
      child.send({ type: "stop" });
      setTimeout(() => {
        child.kill();
      }, STOP_MILLISECONDS).unref();
    } else {
      over.abort();
      child.kill();
    }
  };
  const watch = new Watch({ registry, claimed, settings, folder, pid: child.pid, stop, signal });
  try {
    const how = await child.ended.catch((error: unknown) => {
      if (watch.reason === undefined) throw error;
      return "SIGKILL";
    });
    const stopped = outcomeOfStop(watch.reason);
    if (outcome === undefined && stopped === undefined && child.errors !== "") {
      log.warn({ job: job.id, stderr: child.errors }, "the job's process broke down");
    }
    return outcome ?? stopped ?? { kind: "crashed", how };
  } finally {
    over.abort();
    child.kill();
    await watch.end();
  }
}

function outcomeOfStop(reason: StopReason | undefined): Outcome | undefined {
  switch (reason?.kind) {
    case "limit":
      return { kind: "failed", error: reason.error };
    case "cancelled":
      return { kind: "cancelled" };
    case "leaving":
      return { kind: "stopped" };
    case "lost":
      throw reason.error;
    case undefined:
      return undefined;
  }
}

/** Writes down how it ended; gives the state that the job is in now, for the log. */
async function settle({ registry }: RunParts, claimed: ClaimedJob, outcome: Outcome): Promise<string> {
  const { lease } = claimed;
  const { work } = registry.jobs;
  const never = new AbortController().signal;
  switch (outcome.kind) {
    case "done": {
      const published = await publishLearned(registry, claimed);
      const attached = await attachMeasured(registry, claimed, outcome.result);
      const result = {
        ...outcome.result,
        ...(published === undefined ? {} : { published }),
        ...(attached === undefined ? {} : { attached: attached.id }),
      };
      await patiently(() => work.finish(lease, { state: "succeeded", result }), never);
      return "succeeded";
    }
    case "failed":
      await finishFailed(registry, claimed, outcome.error);
      return "failed";
    case "cancelled":
      await patiently(() => work.finish(lease, { state: "cancelled" }), never);
      return "cancelled";
    case "stopped":
      await work.release(lease);
      return "queued";
    case "crashed":
      await work.release(lease, { failed: true });
      return `crashed (${outcome.how})`;
  }
}

function finishFailed(registry: Registry, { lease }: ClaimedJob, error: JobError): Promise<void> {
  const never = new AbortController().signal;
  return patiently(() => registry.jobs.work.finish(lease, { state: "failed", error }), never);
}

/** All that the job told, as JSON lines. */
async function* logOf(registry: Registry, id: string): AsyncGenerator<Uint8Array> {
  for await (const { number, at, type, data } of eventsOf(registry, id)) {
    yield Buffer.from(`${JSON.stringify({ number, at, type, data })}\n`);
  }
}
