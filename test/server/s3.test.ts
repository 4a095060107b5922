import { createHash } from "node:crypto";
import { join } from "node:path";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRegistry, type Registry } from "../../src/registry/index.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { startS3Server, type S3Server } from "../support/s3-server.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { learngeneFile, testApp } from "./support/api.js";
import { bytesOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";

const root = temporaryDirectory();
let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(async () => {
  await server.stop();
});

const base = "/v1/learngenes/acme/tiny";
const file = learngeneFile({ description: "In a bucket" });
const digest = `sha256:${createHash("sha256").update(file).digest("hex")}`;

describe("a server on a bucket", () => {
  let registry: Registry;
  let api: ReturnType<typeof request>;
  beforeAll(async () => {
    const dataDirectory = join(root, "plain");
    await copyDataDirectory(dataDirectory);
    const s3 = { ...server.config, prefix: "plain/" };
    // Nothing kept on disk or in memory, so that every download is of the bucket.
    registry = await openRegistry({ dataDirectory, s3, cacheBytes: 0, bufferBytes: 0 });
    api = request(testApp(registry));
    await publish(file).expect(201);
  });
  afterAll(() => registry.close());
  const publish = (bytes: Buffer) =>
    api.post(`${base}/versions`).set("Content-Type", "application/octet-stream").send(bytes);

  it("gives back what was published", async () => {
    const response = await api.get(`${base}/versions/1/file`).expect(200).expect(matchesContract);
    expect(bytesOf(response).equals(file)).toBe(true);
  });
});

describe("a server that redirects downloads", () => {
  let registry: Registry;
  let api: ReturnType<typeof request>;
  beforeAll(async () => {
    const dataDirectory = join(root, "redirecting");
    await copyDataDirectory(dataDirectory);
    const s3 = { ...server.config, prefix: "redirecting/" };
    registry = await openRegistry({ dataDirectory, s3, redirectDownloads: true });
    api = request(testApp(registry));
    await api.post(`${base}/versions`).set("Content-Type", "application/octet-stream").send(file).expect(201);
  });
  afterAll(() => registry.close());

  it("sends the client to the bucket, which gives the file under its name", async () => {
    const response = await api
      .get(`${base}/versions/1/file`)
      .redirects(0)
      .expect(307)
      .expect("Learngene-Digest", digest)
      .expect("Cache-Control", "no-store")
      .expect(matchesContract);
    const answer = await fetch(String(response.headers["location"]));
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="tiny-v1.safetensors"');
    expect(Buffer.from(await answer.arrayBuffer()).equals(file)).toBe(true);
  });

  it("answers itself a client that has the file, or wants the headers alone", async () => {
    await api.get(`${base}/versions/1/file`).set("If-None-Match", `"${digest}"`).redirects(0).expect(304);
    await api.head(`${base}/versions/1/file`).expect(200).expect("Content-Length", String(file.byteLength));
  });
});
