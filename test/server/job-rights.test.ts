import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { theProgram } from "../../src/registry/index.js";
import { bytesSource } from "../support/sources.js";
import { learngeneFile, testApp } from "./support/api.js";
import { valueOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";
import { openTokenRegistry, type TokenRegistry } from "./support/tokens.js";

let test: TokenRegistry;
let api: ReturnType<typeof request>;
let mine: string;
let theirs: string;
beforeAll(async () => {
  test = await openTokenRegistry();
  api = request(testApp(test.registry));
  const file = learngeneFile();
  const body = bytesSource(file).stream(0, file.byteLength);
  await test.registry.publish({ owner: "acme", name: "gene", body }, theProgram);
  mine = await test.grant({ owner: "acme", scope: "publish" });
  theirs = await test.grant({ owner: "other", scope: "admin" });
});
afterAll(() => test.remove());

const evaluate = {
  kind: "evaluate",
  learngene: "acme/gene",
  plan: { depth: 5 },
  dataset: "fashion-mnist",
  attach: true,
};

const submit = (body: object, token: string) =>
  api.post("/v1/jobs").set("Authorization", `Bearer ${token}`).send(body).expect(matchesContract);

describe("a job that attaches what it measures", () => {
  it("is taken from who may publish on the learngene's owner, and says so", async () => {
    const job = await submit(evaluate, mine).expect(202);
    expect(valueOf(job, "attach")).toBe(true);
  });

  it("is refused from others, who may measure all the same", async () => {
    const refused = await submit(evaluate, theirs).expect(403);
    expect(valueOf(refused, "detail")).toBe("this token is not granted publish on acme");
    const job = await submit({ ...evaluate, attach: false }, theirs).expect(202);
    expect(job.body).toMatchObject({ owner: "other" });
    expect(job.body).not.toHaveProperty("attach");
  });

  it("measures: a learning does not", async () => {
    const learn = { ...evaluate, kind: "learn", recipe: { epochs: 1, stages: [1, 1] } };
    expect(valueOf(await submit(learn, mine).expect(400), "field")).toBe("attach");
  });
});
