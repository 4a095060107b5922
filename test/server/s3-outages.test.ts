import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { join } from "node:path";
import request from "supertest";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openRegistry } from "../../src/registry/index.js";
import { createLogger, startServer, type RunningServer } from "../../src/server/index.js";
import { testRegistryConfig } from "../support/databases.js";
import { eventually } from "../support/eventually.js";
import { startFaultProxy, type Fault, type FaultProxy } from "../support/http-fault-proxy.js";
import { isRealS3, startS3Server, type S3Server } from "../support/s3-server.js";
import { temporaryDirectory } from "../support/temporary-directory.js";
import { largeLearngeneFile, learngeneFile } from "./support/api.js";
import { bytesOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";

const root = temporaryDirectory();
const large = largeLearngeneFile();
let store: S3Server;
let proxy: FaultProxy;
let server: RunningServer;
let api: ReturnType<typeof request>;
beforeAll(async () => {
  store = await startS3Server();
  proxy = await startFaultProxy(store.config.endpoint);
  const config = await testRegistryConfig(join(root, "data"));
  const registry = await openRegistry({
    ...config,
    // Far less than a store is given elsewhere, as these tests wait for it.
    s3: { ...store.config, endpoint: proxy.url, prefix: "outages/", timeout: 1500 },
    // Nothing kept on disk or in memory, so that every download is of the bucket.
    cacheBytes: 0,
    bufferBytes: 0,
    maxUploadBytes: 100 * 1024 * 1024,
  });
  server = await startServer({ registry, logger: createLogger("silent"), port: 0 });
  api = request(server.url);
  await publish("large", large).expect(201);
});
afterEach(() => {
  proxy.faults = () => undefined;
});
afterAll(async () => {
  await server.stop();
  await proxy.stop();
  await store.stop();
});

const publish = (name: string, bytes: Buffer) =>
  api
    .post(`/v1/learngenes/acme/${name}/versions`)
    .set("Content-Type", "application/octet-stream")
    .send(bytes);

/** A publication of which the bucket has a part already, and the server all but the end. */
async function beginPublishing(name: string) {
  const sent = httpRequest(`${server.url}/v1/learngenes/acme/${name}/versions`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream", "content-length": large.byteLength },
  });
  const answered = once(sent, "response") as Promise<[IncomingMessage]>;
  const before = proxy.requests.length;
  sent.write(large.subarray(0, large.byteLength - 1000));
  await eventually(() => {
    expect(proxy.requests.slice(before).some((each) => each.startsWith("PUT"))).toBe(true);
  });
  return async () => {
    sent.end(large.subarray(large.byteLength - 1000));
    const [response] = await answered;
    response.resume();
    return response;
  };
}

/** What is told to read, until the connection breaks; all if it does not. */
async function readUntilBroken(path: string): Promise<{ status: number; bytes: Buffer; broken: boolean }> {
  const sent = httpRequest(`${server.url}${path}`).end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  let broken = false;
  try {
    for await (const chunk of response) {
      if (chunk instanceof Buffer) chunks.push(chunk);
    }
  } catch {
    broken = true;
  }
  return { status: response.statusCode ?? 0, bytes: Buffer.concat(chunks), broken };
}

const faults: [string, Fault][] = [
  ["has stopped", { kind: "refuse" }],
  ["errs", { kind: "status", status: 500 }],
];
// Seconds of waiting each: for scripts/check/s3.sh. What the store does then is tested in test/registry/s3-faults.test.ts.
const slowFaults: [string, Fault][] = [
  ["hangs", { kind: "hang" }],
  ["answers 5 s late", { kind: "late", milliseconds: 5000 }],
];

describe.each<[string, Fault]>([...faults, ...(isRealS3 ? slowFaults : [])])(
  "while the bucket %s,",
  (what, fault) => {
    const name = what.replaceAll(" ", "-");

    it("downloads, publishes and uploads are answered with 503, and carried out once it is back", async () => {
      const file = learngeneFile({ description: what });
      const upload = await api
        .post(`/v1/learngenes/acme/${name}-upload/uploads`)
        .set("Upload-Length", String(file.byteLength))
        .expect(201);
      const send = () =>
        api
          .patch(upload.get("Location") ?? "")
          .set({ "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0" })
          .send(file);
      const finish = await beginPublishing(`${name}-begun`);
      proxy.faults = () => fault;
      const asks = [
        api.get("/v1/learngenes/acme/large/versions/1/file"),
        api.get("/v1/learngenes/acme/large/versions/1/init?depth=3"),
        publish(name, file),
        send(),
      ].map(async (ask) => {
        const response = await ask.expect(503).expect("Retry-After", "5").expect(matchesContract);
        expect(response.body).toMatchObject({ type: "urn:learngene:problem:unavailable" });
      });
      const [begun] = await Promise.all([finish(), ...asks]);
      expect([begun.statusCode, begun.headers["retry-after"]]).toEqual([503, "5"]);

      proxy.faults = () => undefined;
      await api.get(`/v1/learngenes/acme/${name}`).expect(404);
      await api.get(`/v1/learngenes/acme/${name}-begun`).expect(404);
      await publish(name, file).expect(201);
      await send().expect(201);
      for (const published of [name, `${name}-upload`]) {
        const response = await api.get(`/v1/learngenes/acme/${published}/versions/1/file`).expect(200);
        expect(bytesOf(response).equals(file)).toBe(true);
      }
    });

    it("a download that began before has no byte that is wrong, and ends as broken unless it is whole", async () => {
      let answers = 0;
      // A server that stops cuts what it was sending; one that hangs or is slow sends no more of it.
      const kind = ["refuse", "status"].includes(fault.kind) ? "cut" : "stall";
      proxy.faults = ({ method }) =>
        method !== "GET" ? undefined : answers++ === 0 ? { kind, after: 2_000_000 } : fault;
      const path = "/v1/learngenes/acme/large/versions/1/file";
      const { status, bytes, broken } = await readUntilBroken(path);
      expect([status, broken]).toEqual([200, true]);
      expect(bytes.byteLength).toBeGreaterThan(0);
      expect(bytes.equals(large.subarray(0, bytes.byteLength))).toBe(true);
      proxy.faults = () => undefined;
      expect((await readUntilBroken(path)).bytes.equals(large)).toBe(true);
    });
  },
);

it("a bucket that cuts every body is answered for with 503 before a byte is sent", async () => {
  proxy.faults = ({ method }) => (method === "GET" ? { kind: "cut", after: 0 } : undefined);
  for (const path of ["file", "init?depth=3"]) {
    await api
      .get(`/v1/learngenes/acme/large/versions/1/${path}`)
      .expect(503)
      .expect("Retry-After", "5")
      .expect(matchesContract);
  }
});
