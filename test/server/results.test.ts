import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aboutNetwork, attachResult } from "../../src/cli/attaching.js";
import { tinyArchitecture } from "../support/learngenes.js";
import { learngeneFile, testApp } from "./support/api.js";
import { valueOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";
import { openTokenRegistry, type TokenRegistry } from "./support/tokens.js";

const untuned = {
  dataset: { name: "fashion-mnist", digest: `sha256:${"a".repeat(64)}` },
  split: "test",
  depth: 9,
  epochs: 0,
  seeds: [0],
  accuracy: 0.86,
};
const tuned = {
  ...untuned,
  layers: [5, 4],
  epochs: 1,
  seeds: [1, 2, 3],
  accuracy: 0.88,
  scratchAccuracy: 0.8,
};

let test: TokenRegistry;
let api: ReturnType<typeof request>;
let mine: string;
let theirs: string;
beforeAll(async () => {
  test = await openTokenRegistry();
  api = request(testApp(test.registry));
  mine = await test.grant({ owner: "acme", scope: "publish" });
  theirs = await test.grant({ owner: "other", scope: "admin" });
  for (const description of ["one", "two"]) {
    await api
      .post("/v1/learngenes/acme/vit/versions")
      .set("Authorization", `Bearer ${mine}`)
      .set("Content-Type", "application/octet-stream")
      .send(learngeneFile({ description }))
      .expect(201);
  }
});
afterAll(() => test.remove());

const version = "/v1/learngenes/acme/vit/versions/1";
const attach = (body: object, token = mine, to = version) =>
  api.post(`${to}/results`).set("Authorization", `Bearer ${token}`).send(body);

describe("results", () => {
  it("are attached by who may write to the learngene, told with who and when, and shown with their version alone", async () => {
    const first = await attach(untuned).expect(201).expect(matchesContract);
    expect(first.body).toMatchObject({ ...untuned, attachedBy: "test" });
    await attach(tuned).expect(201);
    const list = await api.get(`${version}/results`).expect(200).expect(matchesContract);
    expect(valueOf(list, "items")).toMatchObject([tuned, untuned]);
    const shown = await api.get(version).expect(200).expect(matchesContract);
    expect(valueOf(shown, "results")).toEqual(valueOf(list, "items"));
    const other = await api.get(version.replace(/1$/, "2")).expect(200).expect(matchesContract);
    expect(valueOf(other, "results")).toBeUndefined();
  });

  it("are shown in short wherever the version is, and forgotten by nothing that was read before", async () => {
    const other = { name: "other", digest: `sha256:${"b".repeat(64)}` };
    for (const change of [
      { depth: 7, accuracy: 0.9 },
      { depth: 5, accuracy: 0.2 },
      { dataset: other, epochs: 0.5, depth: 4, accuracy: 0.1 },
      { split: "train", accuracy: 1 },
    ]) {
      await attach({ ...untuned, ...change }, mine, version.replace(/1$/, "2")).expect(201);
    }
    const { name, digest } = untuned.dataset;
    const measured = { name, digest, split: "test", results: 2, untuned: { depth: 7, accuracy: 0.9 } };
    const evidence = {
      results: 4,
      datasets: [
        measured,
        { name, digest, split: "train", results: 1, untuned: { depth: 9, accuracy: 1 } },
        { ...other, split: "test", results: 1, tuned: { depth: 4, epochs: 0.5, accuracy: 0.1 } },
      ],
    };
    const list = await api.get("/v1/learngenes").expect(200).expect(matchesContract);
    expect(valueOf(list, "items")).toMatchObject([{ latest: { version: 2, evidence } }]);
    const whole = await api.get("/v1/learngenes/acme/vit").expect(200).expect(matchesContract);
    const first = {
      ...{ name, digest, split: "test", results: 2, untuned: { depth: 9, accuracy: 0.86 } },
      tuned: { depth: 9, epochs: 1, accuracy: 0.88, scratchAccuracy: 0.8 },
    };
    expect(valueOf(whole, "versions")).toMatchObject([
      { version: 2, evidence },
      { version: 1, evidence: { results: 2, datasets: [first] } },
    ]);
    const shown = await api.get("/v1/learngenes/acme/vit/versions/latest").expect(200);
    expect(valueOf(shown, "evidence")).toEqual(evidence);
    await attach({ ...untuned, dataset: { ...other, digest: `sha256:${"c".repeat(64)}` } }).expect(201);
    const after = await api.get(version).expect(200);
    expect(valueOf(after, "evidence")).toMatchObject({ results: 3, datasets: [first, { results: 1 }] });
    await test.database.query(
      "delete from version_results where number = 2 or result #>> '{dataset,name}' = 'other'",
    );
  });

  it("come in pages", async () => {
    const page = await api.get(`${version}/results?limit=1`).expect(200);
    const cursor = String(valueOf(page, "nextCursor"));
    const next = await api.get(`${version}/results?limit=1&cursor=${cursor}`).expect(200);
    expect(valueOf(next, "items")).toMatchObject([untuned]);
    expect(valueOf(next, "nextCursor")).toBeUndefined();
    await api.get(`${version}/results?cursor=nonsense`).expect(400).expect(matchesContract);
  });

  it("are refused from others, on what is not there, and where they are no results; and are on record", async () => {
    const before = await api.get(`${version}/results`).expect(200);
    await attach(untuned, theirs).expect(403).expect(matchesContract);
    await attach(untuned, mine, version.replace(/1$/, "9")).expect(404).expect(matchesContract);
    for (const wrong of [
      { accuracy: 88 },
      { seeds: [] },
      { depth: 0 },
      { dataset: { name: "x", digest: "abc" } },
    ]) {
      await attach({ ...untuned, ...wrong })
        .expect(400)
        .expect(matchesContract);
    }
    expect((await api.get(`${version}/results`)).body).toEqual(before.body);
    const rows = await test.database.query<{ detail: object }>(
      "select detail from audit where action = 'version.attach' order by id",
    );
    expect(rows.map(({ detail }) => detail).slice(0, 2)).toMatchObject([
      { version: 1, depth: 9 },
      { epochs: 1 },
    ]);
  });

  it("are attached by the command line, by what a network says of its training", async () => {
    const network = {
      manifest: {
        formatVersion: 1 as const,
        architecture: tinyArchitecture,
        depth: 3,
        preprocessing: { mean: [0.5], std: [0.5], interpolation: "bilinear" as const },
        origin: { digest: `sha256:${"b".repeat(64)}`, rule: "stage-wise", layers: [2, 1] },
        training: { recipe: { epochs: 2, seed: 7 }, steps: 10, seconds: 1, accuracy: null },
      },
      tensors: new Map(),
    };
    const about = aboutNetwork("net.safetensors", { network });
    expect(about).toEqual({ depth: 3, layers: [2, 1], epochs: 2, seeds: [7] });
    const server = testApp(test.registry).listen(0);
    try {
      const address = server.address();
      const port = typeof address === "object" ? address?.port : undefined;
      const to = {
        version: { owner: "acme", name: "vit", ref: "2" },
        server: { url: `http://127.0.0.1:${port ?? 0}`, token: mine },
      };
      await attachResult(to, { ...tuned, ...about, split: "test" }, new AbortController().signal);
    } finally {
      server.close();
    }
    const list = await api
      .get("/v1/learngenes/acme/vit/versions/2/results")
      .expect(200)
      .expect(matchesContract);
    expect(valueOf(list, "items")).toMatchObject([{ ...about, accuracy: 0.88, attachedBy: "test" }]);
    expect(() => aboutNetwork("model.onnx", { onnx: new Uint8Array() })).toThrow(
      /does not say how it was trained/,
    );
  });

  it("go with their version", async () => {
    const admin = await test.grant({ owner: "acme", scope: "admin" });
    await api.delete(version).set("Authorization", `Bearer ${admin}`).expect(204);
    expect(await test.database.query("select id from version_results where number = 1")).toEqual([]);
  });
});
