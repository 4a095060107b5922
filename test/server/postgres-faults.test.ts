import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openRegistry, type Registry } from "../../src/registry/index.js";
import { createLogger, startServer, type RunningServer } from "../../src/server/index.js";
import { postgresError, proxiedDatabase } from "../support/databases.js";
import type { FaultProxy } from "../support/fault-proxy.js";
import { bytesSource } from "../support/sources.js";
import { largeLearngeneFile, learngeneFile } from "./support/api.js";
import { expectDocumented } from "./support/contract.js";

let dataDirectory: string;
let proxy: FaultProxy;
let registry: Registry;
let server: RunningServer;
const large = largeLearngeneFile();

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "learngene-faults-"));
  const database = await proxiedDatabase();
  proxy = database.proxy;
  registry = await openRegistry({
    dataDirectory,
    databaseUrl: database.url,
    // Short, so that what waits for them is quick.
    databaseConnectTimeout: 500,
    databaseStatementTimeout: 500,
    maxUploadBytes: 16 * 1024 * 1024,
  });
  const body = bytesSource(large).stream(0, large.byteLength);
  await registry.publish({ owner: "acme", name: "large", body }, {});
  server = await startServer({ registry, logger: createLogger("silent"), port: 0 });
});
beforeEach(() => {
  proxy.heal();
});
afterAll(async () => {
  await server.stop();
  await proxy.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly bytes: Buffer;
}

async function answerOf(sent: ReturnType<typeof httpRequest>): Promise<Answer> {
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, bytes: await buffer(response) };
}

function get(path: string): Promise<Answer> {
  const sent = httpRequest(`${server.url}${path}`);
  sent.end();
  return answerOf(sent);
}

/** A publication of which only some bytes are sent yet. */
function startUpload(name: string, file: Buffer) {
  const sent = httpRequest(`${server.url}/v1/learngenes/acme/${name}/versions`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream", "content-length": file.byteLength },
  });
  const half = Math.floor(file.byteLength / 2);
  sent.write(file.subarray(0, half));
  return {
    finish: () => {
      sent.end(file.subarray(half));
      return answerOf(sent);
    },
  };
}

const publish = (name: string, file: Buffer) => startUpload(name, file).finish();

function expectUnavailable(method: string, path: string, { status, headers, bytes }: Answer): void {
  const body: unknown = JSON.parse(bytes.toString("utf8"));
  expect(status).toBe(503);
  expect(headers["retry-after"]).toBe("5");
  expect(body).toMatchObject({ type: "urn:learngene:problem:unavailable" });
  const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  expectDocumented({ method, path, status, headers: texts, body });
}

const files = async () => {
  const folders = ["blobs", "uploads"].map((name) => readdir(join(dataDirectory, name), { recursive: true }));
  return (await Promise.all(folders)).flat().sort();
};

/** What may happen to a database, each until the proxy is healed. */
const faults: [what: string, fault: () => void][] = [
  [
    "stops",
    () => {
      proxy.refuse();
    },
  ],
  [
    "hangs",
    () => {
      proxy.stall();
    },
  ],
  [
    "is slower than it may be",
    () => {
      proxy.delay(5000);
    },
  ],
  [
    "turns everyone away",
    () => {
      proxy.answer(postgresError("53300", "sorry, too many clients already"));
    },
  ],
];

describe.each(faults)("while the database %s,", (what, fault) => {
  const name = what.replaceAll(" ", "-");

  it("a question is answered with 503 before its body begins, and is answered once that is over", async () => {
    for (const path of [
      "/v1/learngenes",
      "/v1/learngenes/acme/large/versions/1/file",
      "/v1/learngenes/acme/large/versions/1/plan?depth=9",
    ]) {
      fault();
      expectUnavailable("GET", path, await get(path));
      expect((await get("/readyz")).status).toBe(503);
      expect((await get("/healthz")).status).toBe(200);
      proxy.heal();
      expect((await get("/readyz")).status).toBe(200);
      expect((await get(path)).status).toBe(200);
    }
  });

  it("an upload that began before is answered with 503 and leaves nothing, and succeeds if sent again", async () => {
    const before = await files();
    const file = learngeneFile({ description: name });
    const upload = startUpload(name, file);
    await get("/v1/learngenes");
    fault();
    expectUnavailable("POST", `/v1/learngenes/acme/${name}/versions`, await upload.finish());
    expect(await files()).toEqual(before);
    proxy.heal();
    expect((await get(`/v1/learngenes/acme/${name}`)).status).toBe(404);
    expect((await publish(name, file)).status).toBe(201);
    const published = await get(`/v1/learngenes/acme/${name}/versions/1/file`);
    expect(published.bytes.equals(file)).toBe(true);
  });

  it("a download that began before comes whole", async () => {
    const sent = httpRequest(`${server.url}/v1/learngenes/acme/large/versions/1/file`);
    sent.end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    fault();
    expect((await buffer(response)).equals(large)).toBe(true);
  });
});

describe("a publication whose commit", () => {
  it("never reaches the database is answered with 503, and is not there", async () => {
    const file = learngeneFile({ description: "never committed" });
    const cut = proxy.cutAt("commit\0", "before");
    expectUnavailable("POST", "/v1/learngenes/acme/lost/versions", await publish("lost", file));
    await cut;
    expect((await get("/v1/learngenes/acme/lost")).status).toBe(404);
    const again = await publish("lost", file);
    expect([again.status, again.headers.location]).toEqual([201, "/v1/learngenes/acme/lost/versions/1"]);
  });

  it("is carried out but not confirmed is answered with 503, is there whole, and once only", async () => {
    const file = learngeneFile({ description: "committed unseen" });
    const cut = proxy.cutAt("commit\0", "answer");
    expectUnavailable("POST", "/v1/learngenes/acme/unseen/versions", await publish("unseen", file));
    await cut;
    const found = await get("/v1/learngenes/acme/unseen/versions/1/file");
    expect(found.bytes.equals(file)).toBe(true);
    const again = await publish("unseen", file);
    expect([again.status, again.headers.location]).toEqual([200, "/v1/learngenes/acme/unseen/versions/1"]);
    const next = await publish("unseen", learngeneFile({ description: "the next" }));
    expect(next.headers.location).toBe("/v1/learngenes/acme/unseen/versions/2");
  });
});
