import { createHash } from "node:crypto";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { theProgram, type Job } from "../../src/registry/index.js";
import { tinyArchitecture } from "../support/learngenes.js";
import { bytesSource } from "../support/sources.js";
import { tinyJob } from "../support/tiny-job.js";
import { learngeneFile, testApp } from "./support/api.js";
import { valueOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";
import { openTokenRegistry, type TokenRegistry } from "./support/tokens.js";

const onnx = Buffer.from("\x08\x08 an ONNX model, as far as a server looks");
const digest = `sha256:${createHash("sha256").update(onnx).digest("hex")}`;
const from = (bytes: Uint8Array) => bytesSource(bytes).stream(0, bytes.byteLength);

let test: TokenRegistry;
let api: ReturnType<typeof request>;
let mine: string;
let theirs: string;
/** A job of acme that made a network. */
let made: Job;

beforeAll(async () => {
  test = await openTokenRegistry();
  api = request(testApp(test.registry));
  const { registry } = test;
  for (const [name, visibility] of [
    ["gene", "public"],
    ["secret", "private"],
  ] as const) {
    await registry.publish({ owner: "acme", name, visibility, body: from(learngeneFile()) }, theProgram);
  }
  await registry.models.put({ owner: "acme", digest }, from(onnx), theProgram);
  const { id } = await registry.jobs.submit(tinyJob, theProgram);
  const { lease } = (await registry.jobs.work.claim({ name: "test", leaseSeconds: 60 })) ?? expect.fail();
  await registry.jobs.work.saveFile(lease, "artifact", "network.onnx", from(onnx), 1000);
  await registry.jobs.work.finish(lease, { state: "succeeded", result: {} });
  made = await registry.jobs.get(id);
  mine = await test.grant({ owner: "acme", scope: "publish" });
  theirs = await test.grant({ owner: "other", scope: "admin" });
});
afterAll(() => test.remove());

const finetune = {
  kind: "finetune",
  learngene: "acme/gene",
  plan: { depth: 5 },
  dataset: "fashion-mnist",
  recipe: { epochs: 1 },
};
const learn = {
  kind: "learn",
  owner: "acme",
  ancestor: { digest },
  dataset: "fashion-mnist",
  recipe: { epochs: 1, stages: [1, 1], architecture: tinyArchitecture },
};

const submit = (body: object, token = mine) =>
  api.post("/v1/jobs").set("Authorization", `Bearer ${token}`).send(body).expect(matchesContract);

/** The blobs that a job will read, by name. */
async function inputsOf(id: unknown): Promise<Record<string, string>> {
  const rows = await test.database.query<{ name: string; digest: string }>(
    "select name, digest from job_files where job_id = $1::uuid and role = 'input'",
    [String(id)],
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.digest]));
}

describe("a fine-tuning with a teacher", () => {
  it("names a learngene and what it becomes, another job's network, or a file, each kept for it by its digest", async () => {
    const byGene = await submit({ ...finetune, teacher: { learngene: "acme/secret", plan: { depth: 9 } } });
    expect(byGene.body).toMatchObject({
      teacher: { learngene: { owner: "acme", name: "secret", version: 1 }, plan: { layers: [3, 3, 3] } },
      recipe: { distillationWeight: 0.5 },
    });
    const byJob = await submit({ ...finetune, teacher: { job: made.id, artifact: "network.onnx" } });
    const fromJob = { digest, format: "onnx", from: `jobs/${made.id}/network.onnx` };
    expect(valueOf(byJob, "teacher")).toEqual(fromJob);
    const byFile = await submit({
      ...finetune,
      teacher: { digest },
      recipe: { epochs: 1, distillationWeight: 0.9 },
    });
    expect(byFile.body).toMatchObject({
      teacher: { digest, format: "onnx", from: "models/acme" },
      recipe: { distillationWeight: 0.9 },
    });
    for (const job of [byJob, byFile]) {
      expect(await inputsOf(valueOf(job, "id"))).toMatchObject({ teacher: digest });
    }
  });

  it("is refused what its asker may not see, as if it were not there", async () => {
    const open = { ...finetune, owner: "other" };
    await submit({ ...open, teacher: { learngene: "acme/gene", plan: { depth: 9 } } }, theirs).expect(202);
    for (const teacher of [
      { learngene: "acme/secret", plan: { depth: 9 } },
      { job: made.id, artifact: "network.onnx" },
      { digest },
    ]) {
      await submit({ ...open, teacher }, theirs).expect(404);
    }
  });

  it.each([
    ["nothing", {}, 400, "invalid-request"],
    ["two at once", { digest, job: "x" }, 400, "invalid-request"],
    ["a learngene without a plan", { learngene: "acme/gene" }, 400, "invalid-request"],
    ["a plan of a file", { digest, plan: { depth: 3 } }, 400, "invalid-request"],
    ["a file that is not there", { digest: `sha256:${"0".repeat(64)}` }, 404, "model-not-found"],
    ["a job that is not there", { job: "none" }, 404, "job-not-found"],
  ])("is refused %s", async (_what, teacher, status, code) => {
    const refused = await submit({ ...finetune, teacher });
    expect([refused.status, valueOf(refused, "type")]).toEqual([status, `urn:learngene:problem:${code}`]);
  });

  it("is refused an artifact that the job has not", async () => {
    const refused = await submit({ ...finetune, teacher: { job: made.id } }).expect(404);
    expect(valueOf(refused, "detail")).toBe(
      `job ${made.id} has no artifact network.safetensors: it has network.onnx`,
    );
  });

  it("is the only one that weighs a teacher's answers", async () => {
    const refused = await submit({ ...finetune, recipe: { epochs: 1, distillationWeight: 0.5 } });
    expect([refused.status, valueOf(refused, "field")]).toEqual([422, "recipe.distillationWeight"]);
    const evaluate = { ...finetune, kind: "evaluate", recipe: undefined, teacher: { digest } };
    expect(valueOf(await submit(evaluate).expect(400), "field")).toBe("teacher");
  });
});

describe("a learning from an Ans-Net that is no learngene", () => {
  it("tells what it learns from, and keeps it", async () => {
    const job = await submit(learn).expect(202);
    expect(valueOf(job, "ancestor")).toEqual({ digest, format: "onnx", from: "models/acme" });
    expect(job.body).not.toHaveProperty("learngene");
    expect(await inputsOf(valueOf(job, "id"))).toEqual({ ancestor: digest });
    await api.get("/v1/jobs").set("Authorization", `Bearer ${mine}`).expect(200).expect(matchesContract);
  });

  it("is refused without an architecture, which ONNX does not tell", async () => {
    const refused = await submit({ ...learn, recipe: { epochs: 1, stages: [1, 1] } }).expect(422);
    expect(valueOf(refused, "field")).toBe("recipe.architecture");
  });

  it("is refused beside a learngene, without either, and for other kinds", async () => {
    const both = { ...learn, learngene: "acme/gene", plan: { depth: 5 } };
    expect(valueOf(await submit(both).expect(400), "detail")).toBe(
      "learngene is not allowed together with ancestor",
    );
    const neither = { ...learn, ancestor: undefined };
    expect(valueOf(await submit(neither).expect(400), "fix")).toBe("Give learngene and plan, or ancestor.");
    expect(valueOf(await submit({ ...finetune, ancestor: { digest } }).expect(400), "field")).toBe(
      "ancestor",
    );
  });
});
