import { request as httpRequest, Agent, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { readdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { theProgram } from "../../src/registry/index.js";
import { createLogger, checkAddress, startServer, type RunningServer } from "../../src/server/index.js";
import { filesOnS3 } from "../support/databases.js";
import { expectInputError } from "../support/errors.js";
import { eventually } from "../support/eventually.js";
import { bytesSource } from "../support/sources.js";
import { largeLearngeneFile, learngeneFile, openTestRegistry, type TestRegistry } from "./support/api.js";
import { expectProblem } from "./support/contract.js";

const MiB = 1024 * 1024;
const maxUploadBytes = 16 * MiB;
/** 75 MB, more than any socket buffers. */
const deepInit = "/v1/learngenes/acme/large/versions/1/init?depth=24";

let test: TestRegistry;
let server: RunningServer;
const log: string[] = [];
const logged = () => log.map((line): unknown => JSON.parse(line));

beforeAll(async () => {
  test = await openTestRegistry(maxUploadBytes);
  for (const [name, file] of [
    ["large", largeLearngeneFile()],
    ["doomed", largeLearngeneFile("other bytes")],
    ["damaged", learngeneFile()],
  ] as const) {
    await test.registry.publish(
      { owner: "acme", name, body: bytesSource(file).stream(0, file.byteLength) },
      theProgram,
    );
  }
  const logger = createLogger("debug", { write: (line) => log.push(line) });
  server = await startServer({ registry: test.registry, logger, port: 0, graceMilliseconds: 600_000 });
});
afterAll(() => test.remove());

/** Sends a request, and gives the answer as soon as its headers are there. */
function send(
  path: string,
  options: { method?: string; headers?: Record<string, string>; agent?: Agent } = {},
) {
  const sent = httpRequest(`${server.url}${path}`, options);
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once("response", resolve).once("error", reject);
  });
  return { sent, answer };
}

function get(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const { sent, answer } = send(path, { headers });
  sent.end();
  return answer;
}

async function json(answer: IncomingMessage): Promise<unknown> {
  return JSON.parse((await buffer(answer)).toString("utf8"));
}

async function blobPath(digest: string): Promise<string> {
  const blobs = join(test.dataDirectory, "blobs");
  const files = await readdir(blobs, { recursive: true });
  return join(blobs, files.find((file) => file.endsWith(digest.slice("sha256:".length))) ?? "");
}

/** What looks at, or spoils, files where they lie. */
const onDisk = it.skipIf(filesOnS3);

describe("a server", () => {
  it("says that it lives, that it is ready, and where its contract is", async () => {
    expect(await json(await get("/healthz"))).toEqual({ status: "ok" });
    expect(await json(await get("/readyz"))).toEqual({ status: "ok" });
    expect(await json(await get("/"))).toMatchObject({ contract: "/openapi.json" });
    expect(await json(await get("/openapi.json"))).toMatchObject({
      openapi: "3.1.0",
      info: { title: "Learngene" },
    });
  });

  it("refuses a port that is taken, and hosts that are not its own, before it listens", async () => {
    const { registry } = test;
    const logger = createLogger("silent");
    for (const run of [
      () => startServer({ registry, logger, port: server.port }),
      () => checkAddress("127.0.0.1", server.port),
    ]) {
      const error = await expectInputError(run, "port-in-use", /in use by another process/);
      expect(error).toMatchObject({ field: "port", value: server.port });
    }
    await expectInputError(
      () => checkAddress("192.0.2.1", 0),
      "invalid-config",
      /no address of this machine/,
    );
    await expect(checkAddress("127.0.0.1", 0)).resolves.toBeUndefined();
  });

  it("logs requests by the id that their answers bear, and never a token", async () => {
    const answer = await get("/v1/learngenes/acme/large", { authorization: "Bearer secret-token" });
    answer.resume();
    const id = answer.headers["x-request-id"];
    await eventually(() => {
      expect(logged()).toContainEqual(
        expect.objectContaining({
          req: expect.objectContaining({ id, method: "GET", url: "/v1/learngenes/acme/large" }) as unknown,
          res: { statusCode: 200 },
        }),
      );
    });
    expect(log.join("")).not.toContain("secret-token");
  });
});

describe("an upload without a length", () => {
  const upload = (name: string) =>
    send(`/v1/learngenes/acme/${name}/versions`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
    });

  it("is published", async () => {
    const { sent, answer } = upload("chunked");
    const file = learngeneFile({ description: "in chunks" });
    sent.write(file.subarray(0, 100));
    sent.end(file.subarray(100));
    expect((await answer).statusCode).toBe(201);
    (await answer).resume();
  });

  it("is answered with 413 once it is over the limit, and leaves nothing", async () => {
    const before = await test.files();
    const { sent, answer } = upload("toolong");
    const chunk = Buffer.alloc(MiB, 1);
    for (let i = 0; i <= maxUploadBytes / MiB; i++) {
      sent.write(chunk);
    }
    const response = await answer;
    sent.end();
    expect(response.statusCode).toBe(413);
    const problem = await json(response);
    expectProblem(problem);
    expect(problem).toMatchObject({ type: "urn:learngene:problem:body-too-large" });
    expect(await test.files()).toEqual(before);
  });

  onDisk("leaves nothing if its sender breaks it off", async () => {
    const before = await test.files();
    const { sent, answer } = upload("broken");
    answer.catch(() => undefined);
    sent.write(learngeneFile().subarray(0, 100));
    await eventually(async () => {
      expect((await test.files()).length).toBe(before.length + 1);
    });
    sent.destroy();
    await eventually(async () => {
      expect(await test.files()).toEqual(before);
    });
    expect((await get("/v1/learngenes/acme/broken")).statusCode).toBe(404);
  });
});

describe("a stored file", () => {
  it("is opened once for all downloads, and closed after the last where it is not kept", async () => {
    (await get("/v1/learngenes/acme/large/versions/1/file")).resume();
    const answer = await get(deepInit);
    await eventually(async () => {
      expect(await test.openBlobs()).toBe(1);
    });
    await test.registry.collectGarbage({}, theProgram);
    expect(await test.openBlobs()).toBe(1);
    // The client leaves in the middle of one.
    answer.destroy();
    await eventually(async () => {
      expect(await test.openBlobs()).toBe(0);
    });
  });

  onDisk(
    "that fails in the middle breaks the connection off, so that no part is taken for the whole",
    async () => {
      const { digest } = await test.registry.resolve("acme", "doomed", "1");
      const answer = await get(deepInit.replace("large", "doomed"));
      await truncate(await blobPath(digest), 64 * 1024);
      await expect(buffer(answer)).rejects.toThrow("aborted");
      await eventually(() => {
        expect(log.join("")).toContain("failed in the middle of an answer");
      });
    },
  );

  onDisk("that is damaged is answered with 500, of which only the log says why", async () => {
    const { digest } = await test.registry.resolve("acme", "damaged", "1");
    await writeFile(await blobPath(digest), "no learngene any more");
    const answer = await get("/v1/learngenes/acme/damaged/versions/1/init?depth=3");
    expect(answer.statusCode).toBe(500);
    const problem = await json(answer);
    expectProblem(problem);
    expect(problem).toMatchObject({
      type: "urn:learngene:problem:internal-error",
      detail: "the server failed to answer",
      instance: `urn:uuid:${String(answer.headers["x-request-id"])}`,
    });
    expect(log.join("")).toContain(`the stored file ${digest} is damaged`);
  });
});

describe("stopping", () => {
  it("finishes the download under way, cuts idle connections, takes no new ones, and closes the registry", async () => {
    const agent = new Agent({ keepAlive: true });
    const kept = send("/healthz", { agent });
    kept.sent.end();
    await buffer(await kept.answer);
    const unused = connect(server.port, "127.0.0.1");
    const download = await get(deepInit);

    const stopped = server.stop();
    expect(server.stop()).toBe(stopped);
    await new Promise((resolve) => unused.once("close", resolve).resume());
    await expect(get("/healthz")).rejects.toThrow(/ECONNRESET|ECONNREFUSED|socket hang up/);
    expect((await buffer(download)).byteLength).toBe(Number(download.headers["content-length"]));
    await stopped;
    await expect(test.registry.ready()).rejects.toThrow();
    agent.destroy();
  });
});
