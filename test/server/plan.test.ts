import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { theProgram } from "../../src/registry/index.js";
import { tinyCalibration } from "../support/calibrations.js";
import { tinyManifest, trainingRecord } from "../support/learngenes.js";
import { bytesSource } from "../support/sources.js";
import { learngeneFile, openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { matchesContract } from "./support/contract.js";

const results = [
  { depth: 3, layers: [1, 1, 1], accuracy: 0.7, loss: 1 },
  { depth: 6, layers: [2, 2, 2], accuracy: 0.8, loss: 0.5 },
  { depth: 9, layers: [3, 3, 3], accuracy: 0.9, loss: 0.25 },
];
const file = learngeneFile({
  stages: tinyManifest().stages.map((_, stage) => ({ layers: 1 + stage })),
  training: { ...trainingRecord("digits"), results },
});
const versions = "/v1/learngenes/acme/tiny/versions";
let test: TestRegistry;
let api: ReturnType<typeof request>;
let digest: string;

interface Planned {
  plan: { depth: number; layers: number[] };
  cost: { params: number; flops: number; memory: number; bytes: Record<string, number>; latencyMs?: number };
}
const plan = (query: string, ref = "1") => api.get(`${versions}/${ref}/plan?${query}`);
const planned = async (query: string) =>
  (await plan(query).expect(200).expect(matchesContract)).body as Planned;
/** Headers of the file that plan's query asks for, by the version's number. */
const head = (query: string) => api.head(`${versions}/1/init?${query}`).expect(200).expect(matchesContract);

beforeAll(async () => {
  test = await openTestRegistry();
  const body = bytesSource(file).stream(0, file.byteLength);
  digest = (await test.registry.publish({ owner: "acme", name: "tiny", body }, theProgram)).version.digest;
  await test.registry.devices.calibrate("laptop", [tinyCalibration()], theProgram);
  api = request(testApp(test.registry));
});
afterAll(() => test.remove());

describe("a plan by budgets", () => {
  it("is the deepest that keeps them all, with what it takes of each", async () => {
    const ten = (await planned("depth=10")).cost;
    const eight = (await planned("depth=8")).cost;
    const query = `maxParams=${ten.params}&maxFlops=${ten.flops / 1e6}MFLOPs&maxBytes=${eight.bytes["safetensors"]}B`;
    const response = await plan(query).expect(200).expect(matchesContract);
    expect(response.body).toMatchObject({
      plan: { depth: 8 },
      cost: eight,
      budgets: [
        { budget: "maxParams", limit: ten.params, cost: eight.params, binds: false },
        { budget: "maxFlops", limit: ten.flops, cost: eight.flops, binds: false },
        { budget: "maxBytes", limit: eight.bytes["safetensors"], binds: true },
      ],
    });
  });

  it.each(["", "&format=onnx", "&dtype=float16", "&dtype=bfloat16&numClasses=37&seed=2", "&imageSize=8"])(
    "is that of the file that init sends to the same query, to the byte (%s)",
    async (form) => {
      const format = form.includes("onnx") ? "onnx" : "safetensors";
      const limit = (await planned(`depth=11${form}`)).cost.bytes[format] ?? 0;
      const query = `maxBytes=${limit + 3}${form}`;
      const { plan, cost } = await planned(query);
      expect(plan.depth).toBe(11);
      const { headers } = await head(query);
      expect(headers["content-length"]).toBe(String(limit));
      expect(headers["content-length"]).toBe(String(cost.bytes[format]));
      expect(headers["etag"]).toBe((await head(`depth=11${form}`)).headers["etag"]);
    },
  );

  it("keeps the memory that a batch takes", async () => {
    const { cost } = await planned("depth=5&batch=8");
    expect((await planned(`maxMemory=${cost.memory}&batch=8`)).plan.depth).toBe(5);
    expect((await planned(`maxMemory=${cost.memory}&batch=16`)).plan.depth).toBeLessThan(5);
  });

  it("keeps the latency on a device, and says how it is run", async () => {
    const response = await plan("maxLatencyMs=9ms&device=laptop").expect(200).expect(matchesContract);
    expect(response.body).toMatchObject({
      plan: { depth: 4 },
      cost: { latencyMs: expect.closeTo(8.5) as number },
      running: { device: "laptop", batch: 1, threads: 1, timed: [1, 12] },
      budgets: [{ budget: "maxLatencyMs", limit: 9, binds: true }],
    });
    const headers = await api.head(`${versions}/${digest}/init?maxLatencyMs=9&device=laptop`).expect(200);
    expect(headers.headers["etag"]).toBe((await head("depth=4")).headers["etag"]);
    expect(headers.headers["cache-control"]).toBe("public, no-cache");
  });

  it("follows the device's newest calibration", async () => {
    const ask = "maxLatencyMs=21&device=changing";
    const timed = (ms: number) => [1, 2].map((depth) => ({ depth, ms: ms * depth }));
    const calibrate = (ms: number) =>
      test.registry.devices.calibrate("changing", [tinyCalibration({ latencies: timed(ms) })], theProgram);
    await calibrate(2);
    expect((await planned(ask)).plan.depth).toBe(10);
    await calibrate(3);
    expect((await planned(ask)).plan.depth).toBe(7);
    await test.registry.devices.delete("changing", theProgram);
    await plan(ask).expect(404).expect(matchesContract);
  });

  it("tells latency without bounding it, where a device is given alone", async () => {
    expect((await planned("depth=10&device=laptop")).cost.latencyMs).toBeCloseTo(20.5);
  });

  it("is shared out in proportion to the Aux-Net's layers, if asked for", async () => {
    const { cost } = await planned("depth=6");
    expect((await planned(`maxParams=${cost.params}&layout=proportional`)).plan.layers).toEqual([1, 2, 3]);
    expect((await planned(`maxParams=${cost.params}`)).plan.layers).toEqual([2, 2, 2]);
  });

  it("holds a depth or layers to them", async () => {
    const { cost } = await planned("depth=6");
    expect((await planned(`layers=3,2,1&maxParams=${cost.params}`)).plan.depth).toBe(6);
    const response = await plan(`depth=7&maxParams=${cost.params}`).expect(422).expect(matchesContract);
    expect(response.body).toMatchObject({
      type: "urn:learngene:problem:budget-too-small",
      field: "maxParams",
      fix: expect.stringContaining("a depth of at most 6") as string,
    });
  });

  it.each([
    ["nothing fits", "maxParams=10", 422, "budget-too-small", "maxParams"],
    ["a file of nothing", "maxBytes=1kB&format=onnx", 422, "budget-too-small", "maxBytes"],
    ["a budget that is none", "maxParams=many", 400, "invalid-request", "maxParams"],
    ["a budget of the wrong unit", "maxBytes=2GFLOPs", 400, "invalid-request", "maxBytes"],
    ["a latency of nowhere", "maxLatencyMs=5", 400, "invalid-request", "device"],
    ["an unknown device", "maxLatencyMs=5&device=other", 404, "device-not-found", "device"],
    ["another batch", "maxLatencyMs=5&device=laptop&batch=2", 422, "not-calibrated", "batch"],
    ["other threads", "maxLatencyMs=5&device=laptop&threads=2", 422, "not-calibrated", "threads"],
    ["other images", "maxLatencyMs=5&device=laptop&imageSize=8", 422, "not-calibrated", "device"],
    ["layers with a layout", "layers=1,1,1&layout=proportional", 400, "invalid-plan", "layout"],
    [
      "an ONNX model of bfloat16",
      "maxParams=15M&format=onnx&dtype=bfloat16",
      400,
      "invalid-request",
      "format",
    ],
  ])("is refused alike to plan and init: %s", async (_what, query, status, code, field) => {
    for (const route of ["plan", "init"]) {
      const response = await api
        .get(`${versions}/1/${route}?${query}`)
        .expect(status)
        .expect(matchesContract);
      expect(response.body).toMatchObject({ type: `urn:learngene:problem:${code}`, field });
    }
  });
});

describe("what is known of a plan's accuracy", () => {
  it("is what was measured on its very layout", async () => {
    const body: unknown = (await plan("depth=6").expect(200)).body;
    expect(body).toMatchObject({ accuracy: { dataset: "digits", kind: "measured", results: [results[1]] } });
  });

  it("is the nearest measured depths otherwise, named as such", async () => {
    const body: unknown = (await plan("depth=7").expect(200)).body;
    expect(body).toMatchObject({ accuracy: { kind: "nearest", results: [results[1], results[2]] } });
    const other = await plan("layers=4,1,1").expect(200);
    expect(other.body).toMatchObject({ accuracy: { kind: "nearest", results: [results[1], results[2]] } });
    const deep = await plan("depth=40").expect(200);
    expect(deep.body).toMatchObject({ accuracy: { kind: "nearest", results: [results[2]] } });
  });

  it("is nothing of another head or other images", async () => {
    for (const query of ["depth=6&numClasses=5", "depth=6&imageSize=8"]) {
      expect((await plan(query).expect(200).expect(matchesContract)).body).toMatchObject({ accuracy: null });
    }
  });
});

describe("the list of all depths", () => {
  it("has the plan of each, its cost, and whether it keeps the budgets", async () => {
    const { cost } = await planned("depth=5");
    const query = `all=true&upTo=7&maxParams=${cost.params}&device=laptop`;
    const body: unknown = (await plan(query).expect(200).expect(matchesContract)).body;
    const { depths } = body as {
      depths: (Planned["plan"] & { fits: boolean; cost: object; accuracy: object })[];
    };
    expect(depths.map(({ depth }) => depth)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(depths.map(({ fits }) => fits)).toEqual([true, true, true, true, true, false, false]);
    for (const { depth, layers, cost, accuracy } of depths) {
      const one: unknown = (await plan(`depth=${depth}&device=laptop`).expect(200)).body;
      expect(one).toMatchObject({ plan: { layers }, cost, accuracy });
    }
  });

  it("goes up to 64", async () => {
    const body: unknown = (await plan("all=true").expect(200).expect(matchesContract)).body;
    expect((body as { depths: unknown[] }).depths).toHaveLength(64);
    await plan("all=true&upTo=65").expect(400);
  });

  it("is not asked for with a depth", async () => {
    await plan("all=true&depth=3").expect(400).expect(matchesContract);
  });
});

describe("a plan that is asked for again", () => {
  it("has the same ETag, however its parameters are ordered, and is not sent to those who have it", async () => {
    const [one, two] = [await plan("depth=9&batch=2"), await plan("batch=2&depth=9", "latest")];
    const etag = String(one.headers["etag"]);
    expect(two.headers["etag"]).toBe(etag);
    expect(two.body).toEqual(one.body);
    const again = await plan("depth=9&batch=2")
      .set("If-None-Match", etag)
      .expect(304)
      .expect(matchesContract);
    expect(again.text).toBe("");
    expect((await plan("depth=8&batch=2")).headers["etag"]).not.toBe(etag);
  });

  it("warns of a yank from then on, and is gone with its version", async () => {
    const other = learngeneFile({ description: "doomed" });
    const body = bytesSource(other).stream(0, other.byteLength);
    await test.registry.publish({ owner: "acme", name: "doomed", body }, theProgram);
    const ask = () => api.get("/v1/learngenes/acme/doomed/versions/1/plan?depth=3");
    expect((await ask().expect(200)).headers["warning"]).toBeUndefined();
    await test.registry.yank("acme", "doomed", "1", "bad", theProgram);
    expect((await ask().expect(200)).headers["warning"]).toContain("yanked; bad");
    await test.registry.changeDetails("acme", "doomed", { visibility: "private" }, theProgram);
    await api
      .post("/v1/tokens")
      .send({ name: "t", grants: [{ owner: "acme", scope: "admin" }] })
      .expect(201);
    await ask().expect(404);
    await test.registry.deleteVersion("acme", "doomed", "1", theProgram);
    await ask().expect(404);
  });

  it("gives HEAD the headers of GET", async () => {
    const get = await plan("depth=9").expect(200);
    const head = await api.head(`${versions}/1/plan?depth=9`).expect(200).expect(matchesContract);
    for (const name of ["etag", "content-length", "content-type"]) {
      expect(head.headers[name]).toBe(get.headers[name]);
    }
  });
});
