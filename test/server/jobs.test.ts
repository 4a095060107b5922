import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import request from "supertest";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { theProgram, type ClaimedJob, type Registry } from "../../src/registry/index.js";
import { bytesSource } from "../support/sources.js";
import { tinyJob } from "../support/tiny-job.js";
import { learngeneFile, openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { matchesContract } from "./support/contract.js";

let opened: TestRegistry;
let registry: Registry;
let api: ReturnType<typeof request>;
let stopping = false;
let server: Server;

beforeAll(async () => {
  opened = await openTestRegistry();
  registry = opened.registry;
  const file = learngeneFile();
  const body = bytesSource(file).stream(0, file.byteLength);
  await registry.publish({ owner: "acme", name: "gene", body }, theProgram);
  const app = testApp(registry, { isStopping: () => stopping });
  api = request(app);
  server = createServer(app).listen(0, "127.0.0.1");
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await opened.remove();
});

// No test sees the jobs of another.
afterEach(async () => {
  while ((await claim()) !== undefined);
});

const claim = () => registry.jobs.work.claim({ name: "test", leaseSeconds: 60 });

async function claimed(): Promise<ClaimedJob> {
  const job = await claim();
  if (job === undefined) {
    throw new Error("no job to take up");
  }
  return job;
}

const finetune = {
  kind: "finetune",
  learngene: "acme/gene",
  plan: { maxParams: "1M" },
  dataset: "fashion-mnist",
  recipe: { epochs: 0.5 },
};

const submit = (body: object) => api.post("/v1/jobs").send(body).expect(matchesContract);

interface ServerSentEvent {
  readonly id: number;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** Events of a stream, until it ends or there are `enough`. */
async function follow(id: string, after = 0, enough = Infinity): Promise<ServerSentEvent[]> {
  const { port } = server.address() as AddressInfo;
  const leave = new AbortController();
  const response = await fetch(`http://127.0.0.1:${port}/v1/jobs/${id}/events`, {
    headers: { "Last-Event-ID": String(after) },
    signal: leave.signal,
  });
  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  const events: ServerSentEvent[] = [];
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const [, number, event, json] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(block) ?? [];
      if (number !== undefined) {
        const data = JSON.parse(json ?? "") as Record<string, unknown>;
        events.push({ id: Number(number), event: event ?? "", data });
      }
    }
    if (events.length >= enough) break;
  }
  leave.abort();
  return events;
}

describe("POST /v1/jobs", () => {
  it("queues a job with all that it refers to looked up and all defaults filled in", async () => {
    const response = await submit(finetune);
    const body: unknown = response.body;
    const { digest } = await registry.resolve("acme", "gene", "latest");
    expect(response.status).toBe(202);
    expect(body).toMatchObject({
      owner: "acme",
      kind: "finetune",
      state: "queued",
      learngene: { owner: "acme", name: "gene", version: 1, digest },
      recipe: { kind: "finetune", dataset: "fashion-mnist", epochs: 0.5, batchSize: 128, seed: 0 },
      artifacts: [],
    });
    expect((body as { plan: { layers: number[] } }).plan.layers).toHaveLength(3);
    const got = await api
      .get(response.headers["location"] ?? "")
      .expect(200)
      .expect(matchesContract);
    expect(got.body).toEqual(body);
  });

  it.each([
    ["a recipe's typo", { ...finetune, recipe: { epochs: 1, lerningRate: 1 } }, 422, "invalid-recipe"],
    ["a recipe without epochs", { ...finetune, recipe: {} }, 422, "invalid-recipe"],
    ["budgets that nothing keeps", { ...finetune, plan: { maxParams: "1" } }, 422, "budget-too-small"],
    ["no learngene's name", { ...finetune, learngene: "gene" }, 400, "invalid-request"],
    ["a learngene that is not there", { ...finetune, learngene: "acme/none" }, 404, "learngene-not-found"],
    ["a version that is not there", { ...finetune, learngene: "acme/gene@9" }, 404, "version-not-found"],
    ["a data set that is not there", { ...finetune, dataset: "acme/none" }, 404, "dataset-not-found"],
    ["a recipe for a measurement", { ...finetune, kind: "evaluate" }, 400, "invalid-request"],
    ["a plan of nothing", { ...finetune, plan: {} }, 400, "invalid-request"],
    [
      "publishing what is no learngene",
      { ...finetune, publish: { owner: "acme", name: "x" } },
      400,
      "invalid-request",
    ],
  ])("refuses %s, with nothing queued", async (_what, body, status, code) => {
    const response = await submit(body);
    expect([response.status, response.body]).toMatchObject([
      status,
      { type: `urn:learngene:problem:${code}` },
    ]);
    expect(await claim()).toBeUndefined();
  });
});

describe("GET /v1/jobs", () => {
  it("lists jobs by state, a page at a time", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      ids.unshift((await registry.jobs.submit(tinyJob, theProgram)).id);
    }
    const idsOf = (body: unknown) => (body as { items: { id: string }[] }).items.map(({ id }) => id);
    const first = await api.get("/v1/jobs?state=queued&limit=2").expect(200).expect(matchesContract);
    const { nextCursor } = first.body as { nextCursor: string };
    const second = await api
      .get(`/v1/jobs?state=queued&limit=2&cursor=${nextCursor}`)
      .expect(matchesContract);
    expect([...idsOf(first.body), ...idsOf(second.body)]).toEqual(ids);
    await api.get("/v1/jobs?cursor=nonsense").expect(400).expect(matchesContract);
  });
});

describe("GET /v1/jobs/{job}/events", () => {
  it("sends events as they come, and goes on where a client left", async () => {
    const { id } = await registry.jobs.submit(tinyJob, theProgram);
    const all = follow(id);
    const { lease } = await claimed();
    const { work } = registry.jobs;
    for (let i = 0; i < 5; i++) {
      await work.tell(lease, 2 + i, [{ type: "train", data: { step: i } }]);
    }
    const first = await follow(id, 0, 4);
    await work.finish(lease, { state: "succeeded", result: { accuracy: 1 } });
    const rest = await follow(id, first.at(-1)?.id);
    expect([...first, ...rest]).toEqual(await all);
    expect((await all).map((event) => event.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect((await all).at(-1)).toMatchObject({ event: "state", data: { state: "succeeded" } });
    await api.get(`/v1/jobs/${id}/events`).set("Last-Event-ID", "8").expect(204).expect(matchesContract);
    await api.get(`/v1/jobs/${id}/events`).set("Last-Event-ID", "x").expect(400).expect(matchesContract);
  });

  it("ends when the server stops, for clients to go on elsewhere", async () => {
    const { id } = await registry.jobs.submit(tinyJob, theProgram);
    const following = follow(id);
    await follow(id, 0, 1);
    stopping = true;
    expect((await following).map((event) => event.id)).toEqual([1]);
    stopping = false;
  });
});

describe("a job", () => {
  it("is cancelled once, and not after its end", async () => {
    const { id } = await registry.jobs.submit(tinyJob, theProgram);
    const cancel = () => api.post(`/v1/jobs/${id}/cancel`).expect(matchesContract);
    expect((await cancel()).body).toMatchObject({ state: "cancelled" });
    expect((await cancel()).status).toBe(202);
    const done = await registry.jobs.submit(tinyJob, theProgram);
    await registry.jobs.work.finish((await claimed()).lease, { state: "succeeded", result: {} });
    const refused = await api.post(`/v1/jobs/${done.id}/cancel`).expect(409).expect(matchesContract);
    expect(refused.body).toMatchObject({ type: "urn:learngene:problem:job-finished" });
  });

  it("gives its artifacts to be downloaded, and says which there are", async () => {
    const { id } = await registry.jobs.submit(tinyJob, theProgram);
    const { lease } = await claimed();
    const bytes = Buffer.from('{"accuracy":1}');
    const content = bytesSource(bytes).stream(0, bytes.byteLength);
    await registry.jobs.work.saveFile(lease, "artifact", "metrics.json", content, 100);
    const path = `/v1/jobs/${id}/artifacts`;
    const got = await api.get(`${path}/metrics.json`).expect(200).expect(matchesContract);
    expect(got.body).toEqual({ accuracy: 1 });
    const etag = got.headers["etag"] ?? "";
    await api.get(`${path}/metrics.json`).set("If-None-Match", etag).expect(304).expect(matchesContract);
    const part = await api.get(`${path}/metrics.json`).set("Range", "bytes=1-10").set("If-Range", etag);
    expect([part.status, part.headers["content-range"], part.text]).toEqual([
      206,
      "bytes 1-10/14",
      '"accuracy"',
    ]);
    const head = await api.head(`${path}/metrics.json`).expect(200).expect(matchesContract);
    expect([head.headers["content-length"], head.headers["accept-ranges"]]).toEqual(["14", "bytes"]);
    await api.get(`${path}/metrics.json`).set("Range", "bytes=14-").expect(416).expect(matchesContract);
    await api.get(`${path}/metrics.json`).set("If-Match", '"x"').expect(412).expect(matchesContract);
    const absent = await api.get(`${path}/network.onnx`).expect(404).expect(matchesContract);
    expect(absent.body).toMatchObject({
      type: "urn:learngene:problem:artifact-not-found",
      detail: `job ${id} has no artifact network.onnx: it has metrics.json`,
    });
    await api.get("/v1/jobs/nonsense").expect(404).expect(matchesContract);
  });
});
