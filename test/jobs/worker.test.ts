import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytesAccess, readLearngeneTensors, readNetworkTensors } from "../../src/formats/index.js";
import { attachMeasured } from "../../src/jobs/attach.js";
import { work, type WorkerOptions } from "../../src/jobs/index.js";
import { theProgram, type Job, type NewJob, type Registry } from "../../src/registry/index.js";
import { openTestRegistry, type TestRegistry } from "../server/support/api.js";
import { fetchPatterns, patternJobs, untilOver } from "../support/job-fixtures.js";
import { patternArchitecture } from "../support/tiny-training.js";

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

/** Has a worker at work while `use` runs; then it leaves in good order. */
async function working<T>(options: Partial<WorkerOptions>, use: () => Promise<T>): Promise<T> {
  const leave = new AbortController();
  const settings = { scratch, threads: 1, fetchDataset: fetchPatterns, checkpointSeconds: 0.3, ...options };
  const worker = work(registry, settings, quiet, leave.signal);
  try {
    return await use();
  } finally {
    leave.abort();
    await worker;
  }
}

const submit = (job: NewJob): Promise<Job> => registry.jobs.submit(job, theProgram);

async function artifact(job: Job, name: string): Promise<Uint8Array> {
  const blob = await registry.openFile(registry.jobs.artifact(job, name));
  try {
    return await blob.read(0, blob.size);
  } finally {
    await blob.close();
  }
}

async function weightsOf(job: Job): Promise<Map<string, Float32Array>> {
  return (await readNetworkTensors(bytesAccess(await artifact(job, "network.safetensors")))).tensors;
}

describe("a worker", () => {
  it("runs jobs of each kind, stores what they made and leaves nothing behind", async () => {
    const [first, second, third] = [
      await submit(make.finetune()),
      await submit(make.learn()),
      await submit(make.evaluate()),
    ];
    const [tuned, learned, evaluated] = await working({}, async () => [
      await untilOver(registry, first.id),
      await untilOver(registry, second.id),
      await untilOver(registry, third.id),
    ]);
    expect(tuned).toMatchObject({ state: "succeeded", result: { depth: 3, steps: 144, images: 90 } });
    expect(tuned.artifacts.map(({ name }) => name)).toEqual([
      "log.jsonl",
      "metrics.json",
      "network.onnx",
      "network.safetensors",
    ]);
    expect(Number(tuned.result?.["accuracy"])).toBeGreaterThan(0.9);
    expect(learned).toMatchObject({
      state: "succeeded",
      result: { published: { name: "learned", version: 1 } },
    });
    expect(await registry.resolve("acme", "learned", "1")).toMatchObject({
      digest: learned.artifacts.find(({ name }) => name === "learngene.safetensors")?.digest,
    });
    expect(evaluated).toMatchObject({ state: "succeeded", result: { images: 90 } });
    expect(await readdir(scratch)).toEqual([]);
    const log = Buffer.from(await artifact(tuned, "log.jsonl")).toString();
    expect(
      log
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { number: number }).number),
    ).toEqual(Array.from({ length: log.trim().split("\n").length }, (_, i) => i + 1));
  });

  it("attaches what was measured to the version, once, while who asked for it may", async () => {
    const of = { owner: "acme", name: "patterns", ref: "1" };
    const attaching = ({ spec, ...rest }: NewJob): NewJob => ({ ...rest, spec: { ...spec, attach: true } });
    const measured = await submit(attaching(make.evaluate()));
    const tuned = await submit(attaching(make.finetune({ epochs: 2, seed: 5 })));
    const [first, second] = await working({}, async () => [
      await untilOver(registry, measured.id),
      await untilOver(registry, tuned.id),
    ]);
    const { items } = await registry.results.list(of);
    const common = { dataset: { name: "acme/patterns" }, split: "test", depth: 3, layers: [1, 2] };
    expect(items).toMatchObject([
      { ...common, epochs: 2, seeds: [5], accuracy: second.result?.["accuracy"], job: tuned.id },
      { ...common, epochs: 0, seeds: [0], accuracy: first.result?.["accuracy"], job: measured.id },
    ]);
    expect([second.result?.["attached"], first.result?.["attached"]]).toEqual(items.map(({ id }) => id));
    expect(items[0]?.dataset.digest).toBe(first.result?.["dataset"]);
    // As the next worker does where one died between attaching and saying so.
    const { result = {}, ...job } = first;
    const again = await attachMeasured(
      registry,
      { job: { ...job, result }, lease: { jobId: job.id, token: "" } },
      result,
    );
    expect(again?.id).toBe(result["attached"]);
    expect((await registry.results.list(of)).items).toHaveLength(2);
  });

  it("attaches and publishes nothing for a token that was revoked meanwhile, and keeps what was made", async () => {
    const root = { grants: [{ owner: "*", scope: "admin" }], actor: theProgram } as const;
    const request = { name: "gone", grants: [{ owner: "acme", scope: "publish" }] } as const;
    const { token } = await registry.access.createToken(request, root);
    const actor = { tokenId: token.id, tokenName: token.name };
    const measuring = make.evaluate();
    const jobs = [
      await registry.jobs.submit({ ...measuring, spec: { ...measuring.spec, attach: true } }, actor),
      await registry.jobs.submit(make.learn({ publish: { owner: "acme", name: "unpublished" } }), actor),
    ];
    await registry.access.revokeToken(token.id, root);
    const before = await registry.results.list({ owner: "acme", name: "patterns", ref: "1" });
    for (const { id } of jobs) {
      const failed = await working({}, () => untilOver(registry, id));
      expect(failed).toMatchObject({ state: "failed", error: { code: "forbidden", field: "owner" } });
      expect(failed.artifacts.map(({ name }) => name)).toContain("metrics.json");
    }
    expect(await registry.results.list({ owner: "acme", name: "patterns", ref: "1" })).toEqual(before);
    await expect(registry.resolve("acme", "unpublished", "1")).rejects.toThrow(/no learngene/);
  });

  it("distils what a learngene becomes, and learns from an ONNX model that another job made", async () => {
    const { spec, inputs = [], ...rest } = make.finetune({ epochs: 1, distillationWeight: 1 });
    const gene = inputs[0] ?? expect.fail("no learngene");
    const { learngene, plan } = spec as { learngene: object; plan: object };
    const taughtBy = (teacher: object, file: { digest: string; size: number }) =>
      submit({
        ...rest,
        spec: { ...spec, teacher },
        inputs: [...inputs, { name: "teacher", digest: file.digest, size: file.size }],
      });
    const first = await taughtBy({ learngene, plan }, gene);
    const taught = await working({}, () => untilOver(registry, first.id));
    expect(taught).toMatchObject({ state: "succeeded" });
    // From the teacher's answers it learned something else than from labels.
    const untaught = await submit(make.finetune({ epochs: 1 }));
    const apart = await working({}, () => untilOver(registry, untaught.id));
    expect(await weightsOf(taught)).not.toEqual(await weightsOf(apart));
    const { digest, size } = registry.jobs.artifact(apart, "network.onnx");
    const { spec: learning, ...job } = make.learn({ publish: undefined });
    const recipe = { ...(learning["recipe"] as object), architecture: patternArchitecture, teacher: {} };
    const learned = await submit({
      ...job,
      spec: { ...learning, recipe, ancestor: { digest, format: "onnx", from: "jobs/x/network.onnx" } },
      inputs: [{ name: "ancestor", digest, size }],
    });
    const done = await working({}, () => untilOver(registry, learned.id));
    expect(done).toMatchObject({ state: "succeeded", error: undefined });
    const file = await artifact(done, "learngene.safetensors");
    const { manifest } = await readLearngeneTensors(bytesAccess(file));
    expect(manifest.ancestry).toMatchObject({ digest });
    expect(manifest.ancestry?.accuracy).toBeCloseTo(Number(apart.result?.["accuracy"]), 6);
  });

  it("goes on with a job that another left, to the same weights, and tells nothing twice", async () => {
    const whole = await submit(make.finetune({ epochs: 4 }));
    await working({}, () => untilOver(registry, whole.id));
    const { id } = await submit(make.finetune({ epochs: 4 }));
    await working({}, () => untilOver(registry, id, (types) => types.includes("train")));
    expect(await registry.jobs.get(id)).toMatchObject({ state: "queued" });
    const resumed = await working({}, () => untilOver(registry, id));
    expect(resumed).toMatchObject({ state: "succeeded" });
    expect(await weightsOf(resumed)).toEqual(await weightsOf(await registry.jobs.get(whole.id)));
    const steps = (await registry.jobs.events(id, 0)).flatMap(({ type, data }) =>
      type === "train" ? [Number(data["step"])] : [],
    );
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  });

  it("ends what is cancelled and what is over its limits", async () => {
    const endless = make.finetune({ epochs: 90_000 });
    const cancelled = await submit(endless);
    await working({}, async () => {
      await untilOver(registry, cancelled.id, (types) => types.includes("train"));
      await registry.jobs.cancel(cancelled.id, theProgram);
      expect(await untilOver(registry, cancelled.id)).toMatchObject({ state: "cancelled", artifacts: [] });
    });
    const tooLong = await submit(endless);
    await working({ limits: { seconds: 2 } }, () => untilOver(registry, tooLong.id));
    const tooBig = await submit(endless);
    await working({ limits: { memoryBytes: 1e7 } }, () => untilOver(registry, tooBig.id));
    expect(await registry.jobs.get(tooLong.id)).toMatchObject({
      state: "failed",
      error: { code: "job-limit-exceeded", field: "time", value: 2 },
    });
    expect(await registry.jobs.get(tooBig.id)).toMatchObject({
      state: "failed",
      error: { code: "job-limit-exceeded", field: "memory" },
    });
  });

  it("fails a job with what the trainer says of it", async () => {
    const { id } = await submit(make.finetune({ trainImages: 1000 }));
    const failed = await working({}, () => untilOver(registry, id));
    expect(failed).toMatchObject({
      state: "failed",
      error: { code: "invalid-recipe", field: "trainImages" },
    });
  });
});
