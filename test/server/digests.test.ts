import { createHash } from "node:crypto";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { learngeneFile, openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { valueOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";

const file = learngeneFile({ description: "Announced" });
const base64 = createHash("sha256").update(file).digest("base64");
const otherBase64 = createHash("sha256").update("another file").digest("base64");
const hex = (text: string) => `sha256:${Buffer.from(text, "base64").toString("hex")}`;

let test: TestRegistry;
let api: ReturnType<typeof request>;
beforeAll(async () => {
  test = await openTestRegistry();
  api = request(testApp(test.registry));
});
afterAll(() => test.remove());

let next = 0;
function publish(headers: Readonly<Record<string, string>>) {
  next += 1;
  return api
    .post(`/v1/learngenes/acme/announced-${next}/versions`)
    .set({ "Content-Type": "application/octet-stream", ...headers })
    .send(file)
    .expect(matchesContract);
}

describe("a file whose digest is announced", () => {
  it.each([
    ["Content-Digest", `sha-256=:${base64}:`],
    ["Repr-Digest", `sha-512=:AAAA:, sha-256=:${base64}:;x=1`],
    ["Digest", `SHA-256=${base64}`],
    ["Digest", `unixsum=30637, sha-256=${base64}`],
  ])("in %s: %s is published", async (name, text) => {
    await publish({ [name]: text }).expect(201);
  });

  it.each([
    ["Content-Digest", `sha-256=:${otherBase64}:`],
    ["Repr-Digest", `sha-256=:${otherBase64}:`],
    ["Digest", `sha-256=${otherBase64}`],
  ])("wrongly in %s is refused, and nothing is left of it", async (name, text) => {
    const before = await test.files();
    const response = await publish({ [name]: text }).expect(400);
    expect(response.body).toMatchObject({
      type: "urn:learngene:problem:digest-mismatch",
      detail: `the bytes received have the digest ${hex(base64)}, not ${hex(otherBase64)}`,
    });
    expect(await test.files()).toEqual(before);
  });

  it.each([
    ["Content-Digest", "sha-256=:AAAA:"],
    ["Content-Digest", `sha-256=${base64}`],
    ["Content-Digest", `sha-256=:${base64.slice(0, -2)}!:`],
    ["Content-Digest", "sha-256=(1 2)"],
    ["Repr-Digest", `SHA-256=:${base64}:`],
    ["Repr-Digest", "sha-256="],
    ["Digest", "sha-256"],
    ["Digest", `sha-256=:${base64}:`],
    ["Digest", `sha-256=${base64},`],
    ["Digest", `sha-256=${base64.slice(0, -1)}`],
  ])("unreadably, %s: %s, is refused", async (name, text) => {
    const response = await publish({ [name]: text }).expect(400);
    expect(response.body).toMatchObject({ type: "urn:learngene:problem:invalid-request", field: name });
    expect(valueOf(response, "fix")).toMatch(/sha-256=:[^:]+:|SHA-256=/);
  });

  it("twice and differently is refused", async () => {
    const response = await publish({
      "Content-Digest": `sha-256=:${base64}:`,
      Digest: `sha-256=${otherBase64}`,
    }).expect(400);
    expect(response.body).toMatchObject({
      type: "urn:learngene:problem:invalid-request",
      detail: "Content-Digest and Digest announce different digests",
    });
  });

  it.each([
    ["Content-Digest", `sha-512=:${otherBase64}:`],
    ["Digest", "md5=HUXZLQLMuI/KZ5KDcJPcOA==, crc32c=AAAAAA=="],
  ])("by another algorithm alone, %s: %s, is published unchecked", async (name, text) => {
    await publish({ [name]: text }).expect(201);
  });
});
