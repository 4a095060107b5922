import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FilesystemBlobStore } from "../../src/registry/blobs/filesystem.js";
import {
  LeaseLostError,
  MAX_ATTEMPTS,
  Registry,
  theProgram,
  type ClaimedJob,
  type Database,
  type Job,
  type JobEvent,
} from "../../src/registry/index.js";
import { openTestCatalog } from "../support/databases.js";
import { chunks } from "./blob-bytes.js";

const worker = { name: "test", leaseSeconds: 60 };

let directory: string;
let database: Database;
let blobs: FilesystemBlobStore;
let registry: Registry;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "learngene-jobs-"));
  database = await openTestCatalog(directory);
  blobs = new FilesystemBlobStore({ blobs: join(directory, "blobs"), uploads: join(directory, "uploads") });
  registry = new Registry({ database, blobs, maxUploadBytes: 1024 * 1024 });
});

afterAll(async () => {
  await registry.close();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => database.script("delete from jobs"));

const submit = (owner = "acme"): Promise<Job> =>
  registry.jobs.submit({ owner, kind: "finetune", spec: { epochs: 1 } }, theProgram);

async function claim(): Promise<ClaimedJob> {
  const claimed = await registry.jobs.work.claim(worker);
  if (claimed === undefined) {
    throw new Error("no job to take up");
  }
  return claimed;
}

async function eventsOf(id: string, after = 0): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const batch of registry.jobs.follow(id, after)) {
    events.push(...batch);
    if (batch.length === 0) break;
  }
  return events;
}

const save = ({ lease }: ClaimedJob, role: "checkpoint" | "artifact", name: string, text: string) =>
  registry.jobs.work.saveFile(lease, role, name, chunks(Buffer.from(text), 3), 1000);

async function blobTexts(): Promise<string[]> {
  const texts: string[] = [];
  for await (const { digest } of blobs.list()) {
    const blob = await blobs.open(digest);
    texts.push(Buffer.from(await blob.read(0, blob.size)).toString());
    await blob.close();
  }
  return texts.sort();
}

describe("jobs", () => {
  it("are taken up in the order in which they came, each by one worker", async () => {
    const submitted = [await submit(), await submit(), await submit()];
    const claimed = await Promise.all([1, 2, 3, 4].map(() => registry.jobs.work.claim(worker)));
    const ids = claimed.flatMap((each) => (each === undefined ? [] : [each.job.id]));
    expect(ids.sort()).toEqual(submitted.map(({ id }) => id).sort());
  });

  it("tell of what becomes of them in events numbered without gaps", async () => {
    const { id } = await submit();
    const claimed = await claim();
    for (let i = 0; i < 10; i++) {
      const tell = () =>
        registry.jobs.work.tell(claimed.lease, 2 + i, [{ type: "train", data: { step: i } }]);
      // The second as when it is not known whether the first was carried out.
      await Promise.all([tell(), tell()]);
    }
    await registry.jobs.work.finish(claimed.lease, { state: "succeeded", result: { accuracy: 0.5 } });
    const events = await eventsOf(id);
    expect(events.map(({ number }) => number)).toEqual(Array.from({ length: 13 }, (_, i) => i + 1));
    expect(events.filter(({ type }) => type === "state").map(({ data }) => data["state"])).toEqual([
      "queued",
      "running",
      "succeeded",
    ]);
    expect(await eventsOf(id, 11)).toEqual(events.slice(11));
    expect(await registry.jobs.get(id)).toMatchObject({
      state: "succeeded",
      result: { accuracy: 0.5 },
      lastEvent: 13,
    });
  });

  it("are followed as they go", async () => {
    const { id } = await submit();
    const numbers: number[] = [];
    const following = (async () => {
      for await (const batch of registry.jobs.follow(id, 0))
        numbers.push(...batch.map(({ number }) => number));
    })();
    const { lease } = await claim();
    await registry.jobs.work.tell(lease, 2, [{ type: "note", data: { text: "a" } }]);
    await registry.jobs.work.finish(lease, { state: "cancelled" });
    await following;
    expect(numbers).toEqual([1, 2, 3, 4]);
  });

  it("change nothing under a lease that another worker took over", async () => {
    const { id } = await submit();
    const dead = await claim();
    await save(dead, "checkpoint", "checkpoint", "before");
    await registry.jobs.work.expireLeases();
    const alive = await claim();
    expect(alive.job.id).toBe(id);
    const work = registry.jobs.work;
    const attempts = [
      () => work.renew(dead.lease, 60, 1),
      () => work.tell(dead.lease, 2, [{ type: "train", data: {} }]),
      () => save(dead, "checkpoint", "checkpoint", "late"),
      () => work.keepResult(dead.lease, {}),
      () => work.finish(dead.lease, { state: "failed", error: { code: "x", message: "x" } }),
      () => work.release(dead.lease),
    ];
    for (const attempt of attempts) {
      await expect(attempt()).rejects.toThrow(LeaseLostError);
    }
    const checkpoint = await work.openFile(alive.lease, "checkpoint", "checkpoint");
    expect(Buffer.from((await checkpoint?.read(0, 6)) ?? []).toString()).toBe("before");
    await checkpoint?.close();
    await work.finish(alive.lease, { state: "succeeded", result: {} });
    expect((await eventsOf(id)).map(({ data }) => data["state"])).toEqual([
      "queued",
      "running",
      "running",
      "succeeded",
    ]);
  });

  it("are given up after some attempts in a row without a checkpoint", async () => {
    const { id } = await submit();
    const first = await claim();
    await registry.jobs.work.release(first.lease, { failed: true });
    await save(await claim(), "checkpoint", "checkpoint", "further");
    for (let attempt = 2; attempt <= MAX_ATTEMPTS; attempt++) {
      await registry.jobs.work.expireLeases();
      await claim();
    }
    await registry.jobs.work.expireLeases();
    expect(await registry.jobs.work.claim(worker)).toBeUndefined();
    expect(await registry.jobs.get(id)).toMatchObject({ state: "failed", error: { code: "job-crashed" } });
  });

  it("are not charged for a worker that stops in good order", async () => {
    await submit();
    for (let i = 0; i < 2 * MAX_ATTEMPTS; i++) {
      await registry.jobs.work.release((await claim()).lease);
    }
    expect((await claim()).job.attempts).toBe(1);
  });

  it("that wait are cancelled at once, those that run when their worker hears of it", async () => {
    const waiting = await submit();
    expect(await registry.jobs.cancel(waiting.id, theProgram)).toMatchObject({ state: "cancelled" });
    await expect(registry.jobs.cancel(waiting.id, theProgram)).resolves.toMatchObject({ state: "cancelled" });
    const running = await submit();
    const { lease } = await claim();
    expect(await registry.jobs.cancel(running.id, theProgram)).toMatchObject({
      state: "running",
      cancelling: true,
    });
    expect(await registry.jobs.work.renew(lease, 60, 2)).toEqual({ cancelling: true, seconds: 2 });
    await registry.jobs.work.finish(lease, { state: "cancelled" });
    expect(await registry.jobs.get(running.id)).toMatchObject({ state: "cancelled", seconds: 2 });
  });

  it("whose worker died while they were being cancelled are cancelled", async () => {
    const { id } = await submit();
    await claim();
    await registry.jobs.cancel(id, theProgram);
    await registry.jobs.work.expireLeases();
    expect(await registry.jobs.work.claim(worker)).toBeUndefined();
    expect(await registry.jobs.get(id)).toMatchObject({ state: "cancelled" });
  });

  it("that have ended cannot be cancelled", async () => {
    const { id } = await submit();
    await registry.jobs.work.finish((await claim()).lease, { state: "succeeded", result: {} });
    await expect(registry.jobs.cancel(id, theProgram)).rejects.toMatchObject({ code: "job-finished" });
  });

  it("are listed by page, the newest first, for whom they belong to", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await submit(i === 2 ? "other" : "acme")).id);
    const mine = ids.filter((_, i) => i !== 2);
    const first = await registry.jobs.list({ owners: ["acme"], limit: 3 });
    const rest = await registry.jobs.list({ owners: ["acme"], limit: 3, cursor: first.nextCursor });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(mine);
    expect(rest.nextCursor).toBeUndefined();
    expect((await registry.jobs.list()).items.map(({ id }) => id)).toEqual(ids);
    expect((await registry.jobs.list({ state: "running" })).items).toEqual([]);
    expect(await registry.jobs.countByState()).toEqual({ queued: 5 });
  });

  it("keep their files from garbage collection for as long as they need them", async () => {
    await registry.collectGarbage({ graceMilliseconds: 0 }, theProgram);
    await submit();
    const claimed = await claim();
    await save(claimed, "checkpoint", "checkpoint", "one");
    await save(claimed, "checkpoint", "checkpoint", "two");
    await save(claimed, "artifact", "log.jsonl", "log");
    expect(await blobTexts()).toEqual(["log", "two"]);
    await registry.collectGarbage({ graceMilliseconds: 0 }, theProgram);
    expect(await blobTexts()).toEqual(["log", "two"]);
    await registry.jobs.work.finish(claimed.lease, { state: "succeeded", result: {} });
    expect(await blobTexts()).toEqual(["log"]);
    await registry.collectGarbage({ graceMilliseconds: 0 }, theProgram);
    expect(await blobTexts()).toEqual(["log"]);
    const report = await registry.collectGarbage(
      { graceMilliseconds: 0, jobMilliseconds: -1000 },
      theProgram,
    );
    expect(report).toMatchObject({ jobs: 1, blobs: 1 });
    expect(await blobTexts()).toEqual([]);
  });

  it("that fail leave their last checkpoint as an artifact", async () => {
    const { id } = await submit();
    const claimed = await claim();
    await save(claimed, "checkpoint", "checkpoint.safetensors", "good");
    const error = {
      code: "training-diverged",
      message: "the loss is no longer finite",
      field: "learningRate",
    };
    await registry.jobs.work.finish(claimed.lease, { state: "failed", error });
    const job = await registry.jobs.get(id);
    expect(job).toMatchObject({
      state: "failed",
      error,
      artifacts: [{ name: "checkpoint.safetensors", size: 4 }],
    });
  });
});
