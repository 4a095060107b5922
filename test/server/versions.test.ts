import { createHash } from "node:crypto";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { learngeneFile, openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { bytesOf, valueOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";

const first = learngeneFile({ description: "Clothes in grey" });
const second = learngeneFile({ description: "Clothes, again" });
const digestOf = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

let test: TestRegistry;
let api: ReturnType<typeof request>;
const base = "/v1/learngenes/acme/tiny";
const publish = (bytes: Buffer) =>
  api.post(`${base}/versions`).set("Content-Type", "application/octet-stream").send(bytes);

beforeAll(async () => {
  test = await openTestRegistry();
  api = request(testApp(test.registry));
  await publish(first).expect(201);
  await publish(second).expect(201);
});
afterAll(() => test.remove());

describe("publishing a version", () => {
  it("answers 201 with the version and where it is", async () => {
    const response = await api
      .post("/v1/learngenes/acme/other/versions")
      .set("Content-Type", "application/octet-stream")
      .send(first)
      .expect(201)
      .expect("Location", "/v1/learngenes/acme/other/versions/1")
      .expect(matchesContract);
    expect(response.body).toMatchObject({
      owner: "acme",
      name: "other",
      version: 1,
      digest: digestOf(first),
      size: first.byteLength,
      tags: ["latest"],
      manifest: { rule: "stage-wise", description: "Clothes in grey" },
    });
  });

  it("answers 200 with the version that these bytes already are", async () => {
    const response = await publish(first)
      .expect(200)
      .expect("Location", `${base}/versions/1`)
      .expect(matchesContract);
    expect(response.body).toMatchObject({ version: 1, digest: digestOf(first) });
  });

  it("takes a media type with parameters", async () => {
    await publish(first).set("Content-Type", "Application/Octet-Stream; x=1").expect(200);
  });
});

describe("a version", () => {
  it.each([
    ["its number", "1"],
    ["its digest", digestOf(first)],
  ])("is found by %s", async (_, ref) => {
    const response = await api.get(`${base}/versions/${ref}`).expect(200).expect(matchesContract);
    expect(response.body).toMatchObject({ version: 1, digest: digestOf(first) });
  });

  it("is what latest names when it is the newest", async () => {
    const response = await api.get(`${base}/versions/latest`).expect(200).expect(matchesContract);
    expect(response.body).toMatchObject({ version: 2, tags: ["latest"] });
  });
});

describe("a version's file", () => {
  it("is what was published, byte for byte", async () => {
    const response = await api
      .get(`${base}/versions/1/file`)
      .buffer(true)
      .expect(200)
      .expect("Content-Length", String(first.byteLength))
      .expect("Content-Disposition", "attachment; filename=tiny-v1.safetensors")
      .expect("Learngene-Digest", digestOf(first))
      .expect("ETag", `"${digestOf(first)}"`)
      .expect(matchesContract);
    expect(bytesOf(response).equals(first)).toBe(true);
  });

  it("is not sent again to those who have it", async () => {
    await api
      .get(`${base}/versions/1/file`)
      .set("If-None-Match", `"${digestOf(first)}"`)
      .expect(304, "")
      .expect(matchesContract);
    await api.get(`${base}/versions/1/file`).set("If-None-Match", '"other"').expect(200);
  });
});

describe("learngenes", () => {
  it("are listed by page, with the newest version of each", async () => {
    const page = await api.get("/v1/learngenes?limit=1&family=vit").expect(200).expect(matchesContract);
    expect(page.body).toMatchObject({ items: [{ owner: "acme", name: "other", latest: { version: 1 } }] });
    const cursor = encodeURIComponent(String(valueOf(page, "nextCursor")));
    const next = await api.get(`/v1/learngenes?limit=1&cursor=${cursor}`).expect(200).expect(matchesContract);
    expect(next.body).toMatchObject({
      items: [{ name: "tiny", description: "Clothes, again", latest: { version: 2 } }],
    });
    expect(valueOf(next, "nextCursor")).toBeUndefined();
  });

  it("are found by any text, reserved characters among it", async () => {
    const found = await api.get(`/v1/learngenes?q=${encodeURIComponent("clothes, AGAIN")}`).expect(200);
    expect(found.body).toMatchObject({ items: [{ name: "tiny" }] });
    const none = await api.get("/v1/learngenes?q=a:b/c@d&family=mlp").expect(200).expect(matchesContract);
    expect(none.body).toEqual({ items: [] });
  });

  it("show their versions, the newest first, and their tags", async () => {
    const response = await api.get(base).expect(200).expect(matchesContract);
    expect(response.body).toMatchObject({
      versions: [{ version: 2 }, { version: 1 }],
      tags: [{ tag: "latest", version: 2 }],
      manifest: { description: "Clothes, again" },
    });
  });
});

describe("a tag", () => {
  it("is set by whatever names a version", async () => {
    const put = (version: unknown) => api.put(`${base}/tags/any`).send({ version }).expect(matchesContract);
    for (const ref of ["1", digestOf(first), "any"]) {
      expect((await put(ref).expect(200)).body).toMatchObject({ version: 1, tags: ["any"] });
    }
    await put("v1").expect(400);
    await put("gone").expect(404);
    await api.delete(`${base}/tags/any`).expect(204);
  });

  it("names a version, is moved, and is removed", async () => {
    const put = (version: number) => api.put(`${base}/tags/stable`).send({ version }).expect(200);
    expect((await put(2).expect(matchesContract)).body).toMatchObject({
      version: 2,
      tags: ["latest", "stable"],
    });
    expect((await put(1).expect(matchesContract)).body).toMatchObject({ version: 1, tags: ["stable"] });
    expect((await api.get(`${base}/versions/stable`).expect(200)).body).toMatchObject({ version: 1 });
    await api.delete(`${base}/tags/stable`).expect(204, "").expect(matchesContract);
    await api.get(`${base}/versions/stable`).expect(404).expect(matchesContract);
    await api.get(`${base}/versions/1`).expect(200);
  });
});
