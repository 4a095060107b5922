import { createHash } from "node:crypto";
import { join } from "node:path";
import request from "supertest";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openRegistry, type Registry } from "../../src/registry/index.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { startFaultProxy, type Fault, type FaultProxy } from "../support/http-fault-proxy.js";
import { startS3Server, type S3Server } from "../support/s3-server.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { largeLearngeneFile, learngeneFile, testApp } from "./support/api.js";
import { bytesOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";

const root = temporaryDirectory();
let server: S3Server;
let proxy: FaultProxy;
beforeAll(async () => {
  server = await startS3Server();
  proxy = await startFaultProxy(server.config.endpoint);
});
afterEach(() => {
  proxy.faults = () => undefined;
});
afterAll(async () => {
  await proxy.stop();
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
    const s3 = { ...server.config, endpoint: proxy.url, prefix: "plain/", timeout: 2000 };
    // Nothing kept on disk or in memory, so that every download is of the bucket.
    registry = await openRegistry({
      dataDirectory,
      s3,
      cacheBytes: 0,
      bufferBytes: 0,
      maxUploadBytes: 2 ** 27,
    });
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

  it.each<[string, Fault]>([
    ["has stopped", { kind: "refuse" }],
    ["hangs", { kind: "hang" }],
    ["errs", { kind: "status", status: 500 }],
    ["cuts every body", { kind: "cut", after: 0 }],
  ])("that %s answers 503 with when to try again, and serves once it is back", async (name, fault) => {
    const another = learngeneFile({ description: name });
    proxy.faults = ({ method }) => (fault.kind === "cut" && method !== "GET" ? undefined : fault);
    const asks = [api.get(`${base}/versions/1/file`), api.get(`${base}/versions/1/init?depth=3`)];
    await Promise.all(
      (fault.kind === "cut" ? asks : [...asks, publish(another)]).map(async (ask) => {
        const response = await ask.expect(503).expect("Retry-After", "5").expect(matchesContract);
        expect(response.body).toMatchObject({ type: "urn:learngene:problem:unavailable" });
      }),
    );
    proxy.faults = () => undefined;
    await publish(another).expect(201);
    const response = await api.get(`${base}/versions/latest/file`).redirects(1).expect(200);
    expect(bytesOf(response).equals(another)).toBe(true);
  });

  it("cuts the connection if the bucket fails in the middle of a body", async () => {
    await publish(largeLearngeneFile()).expect(201);
    let answers = 0;
    proxy.faults = ({ method }) =>
      method !== "GET" ? undefined : answers++ === 0 ? { kind: "cut", after: 2_000_000 } : { kind: "refuse" };
    await expect(api.get(`${base}/versions/latest/file`).redirects(1)).rejects.toThrow(/aborted|hang up/);
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
