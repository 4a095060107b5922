import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { learngeneFile, openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { matchesContract } from "./support/contract.js";

const base = "/v1/learngenes/acme/tiny";
let test: TestRegistry;
let api: ReturnType<typeof request>;
beforeAll(async () => {
  test = await openTestRegistry();
  api = request(testApp(test.registry));
  for (const description of ["one", "two", "three"]) {
    await api
      .post(`${base}/versions`)
      .set("Content-Type", "application/octet-stream")
      .send(learngeneFile({ description }))
      .expect(201);
  }
});
afterAll(() => test.remove());

const get = (tag: string) => api.get(`${base}/tags/${tag}`).expect(matchesContract);
const put = (tag: string, version: number) =>
  api.put(`${base}/tags/${tag}`).send({ version }).expect(matchesContract);
const remove = (tag: string) => api.delete(`${base}/tags/${tag}`).expect(matchesContract);
const problem = (code: string) => ({ type: `urn:learngene:problem:${code}` });

describe("a tag", () => {
  it("is shown with the version that it names and an ETag", async () => {
    await put("shown", 2).expect(200).expect("ETag", '"2"');
    const shown = await get("shown").expect(200).expect("ETag", '"2"');
    const { digest } = await test.registry.resolve("acme", "tiny", "2");
    expect(shown.body).toEqual({ tag: "shown", version: 2, digest });
    await get("shown").set("If-None-Match", '"2"').expect(304, "");
    await get("shown").set("If-None-Match", '"1"').expect(200);
    expect((await get("latest").expect(200)).body).toMatchObject({ tag: "latest", version: 3 });
  });

  it("that is not there is not found", async () => {
    expect((await get("none").expect(404)).body).toMatchObject(problem("tag-not-found"));
    expect((await get("3").expect(400)).body).toMatchObject(problem("invalid-name"));
    await api.get("/v1/learngenes/acme/none/tags/stable").expect(404).expect(matchesContract);
  });

  it("is moved and removed only off the version of If-Match", async () => {
    await put("safe", 1).expect(200);
    await put("safe", 2).set("If-Match", '"1"').expect(200).expect("ETag", '"2"');
    const refused = await put("safe", 3).set("If-Match", '"1"').expect(412);
    expect(refused.body).toMatchObject({
      ...problem("precondition-failed"),
      detail: "acme/tiny has the tag safe on version 2",
      field: "If-Match",
      value: '"1"',
    });
    await put("safe", 3).set("If-Match", 'W/"2"').expect(412);
    await put("safe", 3).set("If-Match", '"a", "2"').expect(200);
    await remove("safe").set("If-Match", '"2"').expect(412);
    await put("safe", 1).set("If-Match", "*").expect(200);
    await remove("safe").set("If-Match", '"1"').expect(204);
    await remove("safe").set("If-Match", "*").expect(412);
    await remove("safe").expect(404);
    await put("safe", 1).set("If-Match", "*").expect(412);
  });

  it("is only made with If-None-Match: *", async () => {
    await put("once", 1).set("If-None-Match", "*").expect(200);
    expect((await put("once", 2).set("If-None-Match", "*").expect(412)).body).toMatchObject({
      field: "If-None-Match",
      value: "*",
    });
    expect((await get("once")).body).toMatchObject({ version: 1 });
  });

  it.each(["1", '"1" "2"', "", '"1', '*, "1"', '"1",'])("takes no If-Match like %s", async (text) => {
    const refused = await put("once", 2).set("If-Match", text).expect(400);
    expect(refused.body).toMatchObject({ ...problem("invalid-request"), field: "If-Match" });
    expect((await get("once")).body).toMatchObject({ version: 1 });
  });

  it("is moved by one of many who all saw the same", async () => {
    await put("raced", 1).expect(200);
    const moves = await Promise.all(
      [2, 3, 2, 3, 2, 3].map((version) => put("raced", version).set("If-Match", '"1"')),
    );
    expect(moves.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412, 412]);
  });
});
