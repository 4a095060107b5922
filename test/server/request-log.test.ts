import request from "supertest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLogger } from "../../src/server/index.js";
import { learngeneFile, openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { root } from "./support/tokens.js";

let test: TestRegistry;
let api: ReturnType<typeof request>;
const log: string[] = [];
const base = "/v1/learngenes/acme/tiny";
const secret = "lg_very-secret";

beforeAll(async () => {
  test = await openTestRegistry();
  api = request(
    testApp(test.registry, { logger: createLogger("debug", { write: (line) => log.push(line) }) }),
  );
});
beforeEach(() => {
  log.length = 0;
});
afterAll(() => test.remove());

const last = (): unknown => JSON.parse(log.at(-1) ?? "");

describe("the log's line of a request", () => {
  it("names the version that was touched", async () => {
    await api
      .post(`${base}/versions`)
      .set("Content-Type", "application/octet-stream")
      .set("Authorization", `Bearer ${secret}`)
      .send(learngeneFile())
      .expect(201);
    expect(last()).toMatchObject({ learngene: "acme/tiny", version: 1, res: { statusCode: 201 } });
    await api.get(`${base}/versions/1/init?depth=3`).expect(200);
    expect(last()).toMatchObject({ learngene: "acme/tiny", version: 1, req: { method: "GET" } });
    expect(log.join("")).not.toContain(secret);
  });

  it.each(["0af7651916cd43dd8448eb211c80319c", "01J9Z3NDEKTSV4RRFFQ69G5FAV", "job-17.retry_2"])(
    "bears the request's own id if it has one: %s",
    async (id) => {
      const answer = await api.get(`${base}/versions/9`).set("X-Request-Id", id).expect("X-Request-Id", id);
      expect(answer.body).toMatchObject({ instance: `urn:learngene:request:${id}` });
      expect(last()).toMatchObject({ req: { id } });
    },
  );

  it.each(["short", "has space in it", 'quotes"quotes', "x".repeat(65), "-starts-so"])(
    "bears an id of the server's in place of %j",
    async (id) => {
      const { headers } = await api.get("/").set("X-Request-Id", id);
      expect(headers["x-request-id"]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    },
  );

  it("bears the trace that the request belongs to, if that is well formed", async () => {
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    await api.get("/").set("traceparent", `00-${trace}-00f067aa0ba902b7-01`);
    expect(last()).toMatchObject({ traceId: trace });
    for (const wrong of [
      `00-${trace}-00f067aa0ba902b7`,
      `ff-${trace}-00f067aa0ba902b7-01`,
      `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    ]) {
      await api.get("/").set("traceparent", wrong);
      expect(last()).not.toHaveProperty("traceId");
    }
  });

  it("is quiet for probes and scrapes", async () => {
    await api.get("/metrics").expect(200);
    expect(last()).toMatchObject({ level: 20, req: { url: "/metrics" } });
  });

  it("names the token that was used, and does not show it", async () => {
    const { token, secret } = await test.registry.access.createToken(
      { name: "logged", grants: [{ owner: "acme", scope: "read" }] },
      root,
    );
    await api.get(base).set("Authorization", `Bearer ${secret}`).expect(200);
    expect(last()).toMatchObject({ tokenId: token.id, res: { statusCode: 200 } });
    expect(log.join("")).not.toContain(secret);
  });
});

describe("an error in the log", () => {
  it("has its causes and no other properties of theirs", () => {
    const logger = createLogger("info", { write: (line) => log.push(line) });
    const cause = Object.assign(new Error("duplicate key"), {
      code: "23505",
      detail: `Key (secret)=(${secret})`,
      parameters: [secret],
    });
    const driver = Object.assign(new Error("cannot write", { cause }), {
      request: { authorization: secret },
    });
    logger.error({ err: new Error("cannot publish", { cause: driver }) }, "failed");
    expect(last()).toMatchObject({
      msg: "failed",
      err: {
        type: "Error",
        message: "cannot publish",
        stack: expect.stringContaining("request-log.test") as unknown,
        cause: { message: "cannot write", cause: { message: "duplicate key", code: "23505" } },
      },
    });
    expect(log.join("")).not.toContain(secret);
  });
});
