import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRegistry, theProgram, type Registry, type RegistryObserver } from "../../src/registry/index.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { startS3Server, type S3Server } from "../support/s3-server.js";
import { bytesSource } from "../support/sources.js";
import { largeLearngeneFile, testApp } from "./support/api.js";
import { samplesOf } from "./support/metrics.js";

/** Counts what is under way: opened and read, and not ended. */
const underWay = { operations: 0, most: 0 };
const observer: RegistryObserver = {
  started: () => {
    underWay.most = Math.max(underWay.most, ++underWay.operations);
    return () => {
      underWay.operations--;
    };
  },
  published: () => undefined,
  cacheUsed: () => undefined,
};

describe("a client that leaves in the middle of a network from a bucket", () => {
  let s3: S3Server;
  let dataDirectory = "";
  let registry: Registry;
  beforeAll(async () => {
    s3 = await startS3Server();
    dataDirectory = await mkdtemp(join(tmpdir(), "learngene-leaving-"));
    await copyDataDirectory(dataDirectory);
    registry = await openRegistry({ dataDirectory, s3: s3.config, cacheBytes: 0, bufferBytes: 0 }, observer);
    const file = largeLearngeneFile();
    const body = bytesSource(file).stream(0, file.byteLength);
    await registry.publish({ owner: "acme", name: "large", body }, theProgram);
  });
  afterAll(async () => {
    await registry.close();
    await s3.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  });

  it("leaves no request to the bucket behind, and asks for no more", async () => {
    const server = testApp(registry).listen(0);
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const path = "/v1/learngenes/acme/large/versions/1/init?depth=60";
    const client = httpRequest({ port, path }).end();
    const [answer] = (await once(client, "response")) as [NodeJS.ReadableStream];
    await once(answer, "readable");
    client.destroy();
    const inFlight = async () => (await samplesOf(request(server))).get("learngene_files_in_flight");
    await expect.poll(inFlight).toBe(0);
    await expect.poll(() => underWay.operations).toBe(0);
    // Read ahead side by side, and no further than the client's socket took.
    expect(underWay.most).toBeGreaterThan(1);
    expect(underWay.most).toBeLessThanOrEqual(6);
    server.close();
  });
});
