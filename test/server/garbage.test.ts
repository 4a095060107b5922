import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { learngeneFile, openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { matchesContract } from "./support/contract.js";

const file = learngeneFile();
const base = "/v1/learngenes/acme/tiny";
let test: TestRegistry;
let api: ReturnType<typeof request>;
beforeAll(async () => {
  test = await openTestRegistry();
  api = request(testApp(test.registry));
  await api.post(`${base}/versions`).set("Content-Type", "application/octet-stream").send(file).expect(201);
  await api.delete(base).expect(204);
});
afterAll(() => test.remove());
const collect = () => api.post("/v1/gc").expect(matchesContract);

describe("collecting garbage", () => {
  it("leaves what is young unless told otherwise, and says what it would delete", async () => {
    const before = await test.files();
    const nothing = { dryRun: false, blobs: 0, bytes: 0, uploads: 0, jobs: 0 };
    expect((await collect().expect(200)).body).toEqual(nothing);
    expect((await collect().send({ dryRun: true, graceSeconds: 0 }).expect(200)).body).toEqual({
      dryRun: true,
      blobs: 1,
      bytes: file.byteLength,
      uploads: 0,
      jobs: 0,
    });
    expect(await test.files()).toEqual(before);
  });

  it.each([[{ graceSeconds: -1 }], [{ graceSeconds: 1.5 }], [{ dryRun: "yes" }], [{ force: true }]])(
    "is refused with %j",
    async (body) => {
      const before = await test.files();
      const refused = await collect().send(body).expect(400);
      expect(refused.body).toMatchObject({ field: Object.keys(body)[0] });
      expect(await test.files()).toEqual(before);
    },
  );

  it("deletes what no version has", async () => {
    expect((await collect().send({ graceSeconds: 0 }).expect(200)).body).toMatchObject({
      blobs: 1,
      bytes: file.byteLength,
    });
    expect((await test.files()).filter((path) => path.length > 60)).toEqual([]);
  });
});
