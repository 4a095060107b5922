import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FilesystemBlobStore } from "../../src/registry/blobs/filesystem.js";
import { openPostgres, Registry } from "../../src/registry/index.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { learngeneFile, testApp } from "./support/api.js";
import { matchesContract } from "./support/contract.js";

/** A port of this machine on which nothing listens. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

describe("a server whose database is not there", () => {
  const folder = temporaryDirectory();
  let registry: Registry;
  let api: ReturnType<typeof request>;
  beforeAll(async () => {
    registry = new Registry({
      database: openPostgres({ url: `postgres://user:secret@127.0.0.1:${await deadPort()}/none` }),
      blobs: new FilesystemBlobStore({ blobs: folder, uploads: folder }),
      maxUploadBytes: 1024 * 1024,
    });
    api = request(testApp(registry));
  });
  afterAll(() => registry.close());

  const base = "/v1/learngenes/acme/tiny";
  it.each([
    ["a list", () => api.get("/v1/learngenes")],
    ["a learngene", () => api.get(base)],
    ["a version", () => api.get(`${base}/versions/latest`)],
    ["a file", () => api.get(`${base}/versions/1/file`)],
    ["a plan", () => api.get(`${base}/versions/1/plan?depth=9`)],
    ["an expansion", () => api.get(`${base}/versions/1/init?depth=9`)],
    ["setting a tag", () => api.put(`${base}/tags/stable`).send({ version: 1 })],
    ["removing a tag", () => api.delete(`${base}/tags/stable`)],
    [
      "publishing",
      () =>
        api.post(`${base}/versions`).set("Content-Type", "application/octet-stream").send(learngeneFile()),
    ],
  ])("answers %s with 503 and when to try again", async (_, ask) => {
    const response = await ask().expect(503).expect("Retry-After", "5").expect(matchesContract);
    expect(response.body).toMatchObject({
      type: "urn:learngene:problem:unavailable",
      detail: "the catalog does not answer",
    });
    expect(JSON.stringify(response.body)).not.toMatch(/127\.0\.0\.1|secret/);
  });

  it("says that it is not ready, and that it lives", async () => {
    await api.get("/readyz").expect(503).expect(matchesContract);
    await api.get("/healthz").expect(200);
  });
});
