import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { openRegistry, theProgram, type Registry } from "../../src/registry/index.js";
import { Metrics } from "../../src/server/index.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { bytesSource } from "../support/sources.js";
import {
  largeLearngeneFile,
  learngeneFile,
  openTestRegistry,
  testApp,
  type TestRegistry,
} from "./support/api.js";
import { bytesOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";
import { samplesOf } from "./support/metrics.js";

const file = learngeneFile();
const base = "/v1/learngenes/acme/tiny";
const init = `${base}/versions/1/init?depth=5`;
let test: TestRegistry;
let api: ReturnType<typeof request>;
let digest: string;

async function publish(registry: Registry, name: string, bytes: Buffer): Promise<string> {
  const body = bytesSource(bytes).stream(0, bytes.byteLength);
  return (await registry.publish({ owner: "acme", name, body }, theProgram)).version.digest;
}

beforeAll(async () => {
  test = await openTestRegistry(64 * 1024 * 1024);
  digest = await publish(test.registry, "tiny", file);
  api = request(testApp(test.registry));
});
afterAll(() => test.remove());

describe("a file's address", () => {
  it.each(["init?depth=5&format=onnx", "file"])("by a tag leads to the one by digest: %s", async (rest) => {
    const response = await api
      .get(`${base}/versions/latest/${rest}`)
      .expect(307, "")
      .expect("Location", `${base}/versions/${digest}/${rest}`)
      .expect("Cache-Control", "no-cache")
      .expect("Learngene-Digest", digest)
      .expect(matchesContract);
    await api.head(`${base}/versions/latest/${rest}`).expect(307).expect(matchesContract);
    await api.get(String(response.headers["location"])).expect(200).expect(matchesContract);
  });

  it("is kept for good by digest, with a look by number, and by few if the learngene is private", async () => {
    const cached = async (name: string, ref: string) =>
      (await api.head(`/v1/learngenes/acme/${name}/versions/${ref}/file`).expect(200)).headers[
        "cache-control"
      ];
    expect(await cached("tiny", digest)).toBe("public, max-age=31536000, immutable");
    expect(await cached("tiny", "1")).toBe("public, no-cache");
    const hidden = await publish(test.registry, "hidden", learngeneFile({ description: "hidden" }));
    await test.registry.changeDetails("acme", "hidden", { visibility: "private" }, theProgram);
    expect(await cached("hidden", hidden)).toBe("private, max-age=31536000, immutable");
    expect(await cached("hidden", "1")).toBe("private, no-cache");
  });

  it("is not kept for good while its version is yanked", async () => {
    const wrong = await publish(test.registry, "wrong", learngeneFile({ description: "wrong" }));
    await test.registry.yank("acme", "wrong", "1", "", theProgram);
    await api
      .get(`/v1/learngenes/acme/wrong/versions/${wrong}/init?depth=3`)
      .expect(200)
      .expect("Cache-Control", "public, no-cache");
  });
});

describe("a stored file", () => {
  it("says when it was published and what its SHA-256 is", async () => {
    const { headers } = await api.get(`${base}/versions/1/file`).expect(200).expect(matchesContract);
    const sha256 = Buffer.from(digest.slice(7), "hex").toString("base64");
    expect(headers["repr-digest"]).toBe(`sha-256=:${sha256}:`);
    const since = String(headers["last-modified"]);
    await api.get(`${base}/versions/1/file`).set("If-Modified-Since", since).expect(304);
    await api
      .get(`${base}/versions/1/file`)
      .set("Range", "bytes=0-7")
      .set("If-Range", since)
      .expect(206)
      .expect("Repr-Digest", `sha-256=:${sha256}:`)
      .expect(matchesContract);
  });
});

describe("a request that names the bytes it means", () => {
  it("gets them, 412 if they are others, and 304 if it has them", async () => {
    const { headers } = await api.head(init).expect(200);
    const etag = String(headers["etag"]);
    await api.get(init).set("If-Match", etag).expect(200);
    const response = await api
      .get(init)
      .set("If-Match", '"other"')
      .set("Range", "bytes=0-1")
      .expect(412)
      .expect(matchesContract);
    expect(response.headers["etag"]).toBeUndefined();
    await api
      .get(init)
      .set("If-None-Match", etag)
      .set("Range", "bytes=0-1")
      .expect(304)
      .expect("Cache-Control", "public, no-cache")
      .expect("ETag", etag);
    await api.get(init).set("Range", "bytes=0-1").set("If-Range", etag).expect(206);
    await api.get(init).set("Range", "bytes=0-1").set("If-Range", `W/${etag}`).expect(200);
  });
});

describe("a range", () => {
  it("is sent with where it stands", async () => {
    const whole = bytesOf(await api.get(init).buffer(true).expect(200).expect("Accept-Ranges", "bytes"));
    const size = whole.byteLength;
    for (const [range, start, end] of [
      ["bytes=0-0", 0, 1],
      ["bytes=10-", 10, size],
      ["bytes=-7", size - 7, size],
      [`bytes=5-${size + 100}`, 5, size],
    ] as const) {
      const response = await api
        .get(init)
        .set("Range", range)
        .buffer(true)
        .expect(206)
        .expect("Content-Range", `bytes ${start}-${end - 1}/${size}`)
        .expect("Content-Length", String(end - start))
        .expect(matchesContract);
      expect(bytesOf(response).equals(whole.subarray(start, end)), range).toBe(true);
    }
  });

  it("outside the file is refused with the file's length, and with HEAD ignored", async () => {
    const size = (await api.head(init).set("Range", "bytes=99999999-").expect(200)).headers["content-length"];
    const response = await api
      .get(init)
      .set("Range", "bytes=99999999-")
      .expect(416)
      .expect("Content-Range", `bytes */${size ?? ""}`)
      .expect(matchesContract);
    expect(response.headers["cache-control"]).toBeUndefined();
  });
});

describe("a network without a format", () => {
  it("goes by Accept, and says so to caches", async () => {
    const typed = async (accept: string) => {
      const response = await api.get(init).set("Accept", accept).expect(200).expect(matchesContract);
      expect(response.headers["vary"]).toBe("Accept");
      return [
        response.headers["content-type"],
        /\.[a-z]+$/.exec(response.headers["content-disposition"] ?? "")?.[0],
      ];
    };
    expect(await typed("*/*")).toEqual(["application/octet-stream", ".safetensors"]);
    expect(await typed("application/vnd.learngene.onnx")).toEqual([
      "application/vnd.learngene.onnx",
      ".onnx",
    ]);
    expect(
      await typed("application/vnd.learngene.onnx;q=0.1, application/vnd.learngene.safetensors"),
    ).toEqual(["application/vnd.learngene.safetensors", ".safetensors"]);
  });

  it("is refused to those who accept no network", async () => {
    await api.get(init).set("Accept", "text/html").expect(406).expect(matchesContract);
    const response = await api.get(`${init}&format=onnx`).set("Accept", "text/html").expect(200);
    expect(response.headers["vary"]).toBeUndefined();
  });
});

describe("a file that was sent before", () => {
  // On PostgreSQL another process may have changed the catalog.
  const onPGlite = inject("database") === "PGlite";
  it.runIf(onPGlite)("is sent again without a look at the database or the disk", async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), "learngene-again-"));
    const metrics = new Metrics();
    await copyDataDirectory(dataDirectory);
    const registry = await openRegistry({ dataDirectory }, metrics.registryObserver);
    try {
      await publish(registry, "tiny", file);
      const again = request(testApp(registry, { metrics }));
      await again.get(init).expect(200);
      const [first, second] = [await operationsOf(again), await operationsOf(again)];
      await again.get(init).expect(200);
      // Metrics count jobs themselves.
      expect(increase(second, await operationsOf(again))).toEqual(increase(first, second));
    } finally {
      await registry.close();
      await rm(dataDirectory, { recursive: true, force: true });
    }
  });
});

/** How often database and blob store were asked. */
async function operationsOf(asked: ReturnType<typeof request>): Promise<Map<string, number>> {
  const samples = [...(await samplesOf(asked))];
  return new Map(samples.filter(([name]) => name.includes("_operation_duration_seconds_count")));
}

function increase(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>) {
  return [...after].map(([name, count]) => [name, count - (before.get(name) ?? 0)]);
}

describe("files on their way out", () => {
  it("are no more than the limit; all others are told to come back, but for what needs no bytes", async () => {
    await publish(test.registry, "large", largeLearngeneFile());
    // Keeps none open.
    const collect = () => test.registry.collectGarbage({}, theProgram);
    const large = "/v1/learngenes/acme/large/versions/1/init?depth=30";
    const app = testApp(test.registry, { limits: { maxExpansions: 1 } });
    const server = app.listen(0);
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const limited = request(server);
    const first = httpRequest({ port, path: large }).end();
    const [answer] = (await once(first, "response")) as [NodeJS.ReadableStream];
    await once(answer, "readable");
    const refused = await limited
      .get(init)
      .expect(503)
      .expect("Retry-After", "2")
      .expect("Content-Type", /problem/)
      .expect(matchesContract);
    expect(refused.body).toMatchObject({ type: "urn:learngene:problem:too-many-expansions" });
    const { headers } = await limited.head(init).expect(200);
    await limited.get(init).set("If-None-Match", String(headers["etag"])).expect(304);
    const full = await samplesOf(limited);
    expect(full.get("learngene_files_in_flight")).toBe(1);
    expect(full.get("learngene_files_max_in_flight")).toBe(1);
    expect(full.get("learngene_files_refused_total")).toBe(1);
    await collect();
    expect(await test.openBlobs()).toBe(1);
    first.destroy();
    // The place is free as soon as the server has seen the client leave.
    await expect.poll(async () => (await limited.get(init)).status).toBe(200);
    await collect();
    await expect.poll(() => test.openBlobs()).toBe(0);
    server.close();
  });
});
