import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeIdx } from "../../src/formats/index.js";
import { work, type DatasetFetcher, type WorkerOptions } from "../../src/jobs/index.js";
import { theProgram, type Job, type NewJob, type Registry } from "../../src/registry/index.js";
import { openTestRegistry, type TestRegistry } from "../server/support/api.js";
import { fetchPatterns, patternJobs, untilOver, writePatterns } from "../support/job-fixtures.js";
import { smallDisk } from "../support/small-disk.js";

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

let opened: TestRegistry;
let registry: Registry;
let make: Awaited<ReturnType<typeof patternJobs>>;
let scratch: string;

beforeAll(async () => {
  opened = await openTestRegistry();
  registry = opened.registry;
  make = await patternJobs(registry);
  scratch = await mkdtemp(join(tmpdir(), "learngene-scratch-"));
});

afterAll(async () => {
  await opened.remove();
  await rm(scratch, { recursive: true, force: true });
});

/** What becomes of a job that a worker runs. */
async function ended(job: NewJob, options: Partial<WorkerOptions> = {}): Promise<Job> {
  const { id } = await registry.jobs.submit(job, theProgram);
  const leave = new AbortController();
  const settings = { scratch, threads: 1, fetchDataset: fetchPatterns, checkpointSeconds: 60, ...options };
  const worker = work(registry, settings, quiet, leave.signal);
  try {
    return await untilOver(registry, id);
  } finally {
    leave.abort();
    await worker;
  }
}

/** The patterns, with these files in place of theirs. */
const patternsBut =
  (files: Readonly<Record<string, Uint8Array>>): DatasetFetcher =>
  async (_registry, _dataset, folder) => {
    await writePatterns(folder);
    for (const [name, bytes] of Object.entries(files)) {
      await writeFile(join(folder, name), bytes);
    }
    return `idx:${folder}`;
  };

const trainLabels = (label: (i: number) => number) => ({
  "train-labels-idx1-ubyte": writeIdx(
    [300],
    Uint8Array.from({ length: 300 }, (_, i) => label(i)),
  ),
});
const onlyLabel = (label: number) => ({
  ...trainLabels(() => label),
  "t10k-labels-idx1-ubyte": writeIdx([90], new Uint8Array(90).fill(label)),
});

describe("a job on what is wrong with its data", () => {
  it.each([
    [
      "one class",
      "finetune",
      onlyLabel(0),
      "invalid-dataset",
      /all labels are 0, but there must be 2 classes or more/,
    ],
    [
      "more classes than the network tells apart",
      "evaluate",
      trainLabels((i) => i % 7),
      "invalid-dataset",
      /has 7 classes, the network tells 3 apart/,
    ],
    [
      "no images to measure on",
      "finetune",
      {
        "t10k-images-idx3-ubyte": writeIdx([0, 8, 8], new Uint8Array(0)),
        "t10k-labels-idx1-ubyte": writeIdx([0], new Uint8Array(0)),
      },
      "invalid-dataset",
      /t10k-images-idx3-ubyte: one of its dimensions \[0,8,8\] is 0/,
    ],
    [
      "images of another size, which are no files to be scaled",
      "finetune",
      { "train-images-idx3-ubyte": writeIdx([300, 4, 16], new Uint8Array(300 * 64)) },
      "invalid-dataset",
      /./,
    ],
    [
      "a file that was cut short",
      "finetune",
      { "train-images-idx3-ubyte": writeIdx([300, 8, 8], new Uint8Array(300 * 64)).subarray(0, 1000) },
      "invalid-dataset",
      /call for 19200 values/,
    ],
  ] as const)("fails, naming it: %s", async (_what, kind, files, code, message) => {
    const failed = await ended(make[kind](), { fetchDataset: patternsBut(files) });
    expect(failed).toMatchObject({ state: "failed", attempts: 1, error: { code } });
    expect(failed.error?.message).toMatch(message);
  });
});

describe("a job that diverges", () => {
  it("fails with the step, and leaves its last good checkpoint as an artifact", async () => {
    const rates = { learningRate: 10, minLearningRate: 10, warmupEpochs: 0, weightDecay: 10 };
    const failed = await ended(make.finetune({ ...rates, epochs: 100 }), { checkpointSeconds: 0 });
    expect(failed).toMatchObject({
      state: "failed",
      error: { code: "training-diverged", field: "learningRate", value: 10 },
      artifacts: [{ name: "checkpoint.safetensors" }],
    });
    expect(failed.error?.message).toMatch(
      /no longer finite at step \d+; .*the checkpoint of step \d+ is kept/,
    );
  });
});

describe("a job whose worker's disk is full", () => {
  it.each([
    ["before it starts", 4],
    ["when it writes what it made", 18],
  ])("fails, saying so, %s", async (_when, pages) => {
    const disk = smallDisk(pages * 4096);
    if (disk === undefined) {
      return;
    }
    try {
      const failed = await ended(make.finetune({ epochs: 1 }), { scratch: disk.path });
      expect(failed).toMatchObject({
        state: "failed",
        attempts: 1,
        error: { code: "disk-full", message: "the worker's disk is full", field: "disk" },
      });
      expect(await readdir(disk.path)).toEqual([]);
    } finally {
      disk.remove();
    }
  });
});
