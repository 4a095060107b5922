import request from "supertest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { theProgram } from "../../src/registry/index.js";
import { bytesSource } from "../support/sources.js";
import { learngeneFile, openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { bytesOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";
import { root } from "./support/tokens.js";

let test: TestRegistry;
let api: ReturnType<typeof request>;
let name = "";
let path = "";

beforeAll(async () => {
  test = await openTestRegistry();
  api = request(testApp(test.registry));
});
afterAll(() => test.remove());

/** Each test has a learngene of its own, which was asked for often enough that all is remembered. */
beforeEach(async ({ task }) => {
  name = `known-${task.id.replaceAll(/[^a-z0-9]+/g, "-")}`;
  path = `/v1/learngenes/acme/${name}/versions/1/init?depth=5`;
  const file = learngeneFile({ description: name });
  const body = bytesSource(file).stream(0, file.byteLength);
  await test.registry.publish({ owner: "acme", name, body }, theProgram);
  for (let times = 0; times < 3; times++) {
    await api.get(path).expect(200);
  }
});

/** The headers that are the same whenever it is asked. */
function lasting({ headers }: request.Response) {
  const ofTheMoment = ["date", "x-request-id", "ratelimit"];
  return Object.entries(headers as Record<string, string>)
    .filter(([key]) => !ofTheMoment.includes(key))
    .sort();
}

describe("an init at an address that was asked for before", () => {
  it("is the same answer: its bytes and its headers", async () => {
    const fresh = await request(testApp(test.registry)).get(path).expect(200);
    const again = await api.get(path).expect(200).expect(matchesContract);
    expect(bytesOf(again)).toEqual(bytesOf(fresh));
    expect(lasting(again)).toEqual(lasting(fresh));
  });

  it("is not sent to those who have it, and in parts to those who ask for parts", async () => {
    const whole = await api.get(path).expect(200);
    const etag = String(whole.headers["etag"]);
    await api.get(path).set("If-None-Match", etag).expect(304).expect(matchesContract);
    await api.get(path).set("If-Match", '"other"').expect(412).expect(matchesContract);
    const part = await api.get(path).set("Range", "bytes=10-19").expect(206).expect(matchesContract);
    expect(bytesOf(part)).toEqual(bytesOf(whole).subarray(10, 20));
    await api.head(path).expect(200, undefined).expect("ETag", etag);
  });

  it("is of the format that each accepts", async () => {
    const onnx = await api.get(path).set("Accept", "application/vnd.learngene.onnx").expect(200);
    const safetensors = await api.get(path).expect(200).expect("Vary", "Accept");
    expect(onnx.headers["content-type"]).toBe("application/vnd.learngene.onnx");
    expect(onnx.headers["etag"]).not.toBe(safetensors.headers["etag"]);
    await api.get(path).set("Accept", "text/html").expect(406).expect(matchesContract);
  });

  it("warns of a yank from then on, and is gone with its version", async () => {
    expect((await api.get(path).expect(200)).headers["warning"]).toBeUndefined();
    await test.registry.yank("acme", name, "1", "bad", theProgram);
    for (let times = 0; times < 2; times++) {
      expect((await api.get(path).expect(200)).headers["warning"]).toContain("yanked; bad");
    }
    await test.registry.deleteVersion("acme", name, "1", theProgram);
    await api.get(path).expect(404).expect(matchesContract);
  });

  it("is hidden from those who may not see the learngene, once it is private", async () => {
    const { secret } = await test.registry.access.createToken(
      { name: "t", grants: [{ owner: "acme", scope: "read" }] },
      root,
    );
    await test.registry.changeDetails("acme", name, { visibility: "private" }, theProgram);
    await api.get(path).expect(404).expect(matchesContract);
    const seen = await api.get(path).set("Authorization", `Bearer ${secret}`).expect(200);
    expect(seen.headers["cache-control"]).toContain("private");
    await api.get(path).expect(404);
  });

  it("counts against the limit of requests", async () => {
    const limited = request(testApp(test.registry, { access: { rateLimit: 2 } }));
    await limited.get(path).expect(200);
    await limited.get(path).expect(200);
    await limited.get(path).expect(429).expect(matchesContract);
  });
});
