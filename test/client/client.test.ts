import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLearngeneClient, type JobEvent, type LearngeneClient } from "../../src/client/index.js";
import { type ClaimedJob } from "../../src/registry/index.js";
import { startFaultProxy, type Fault, type FaultProxy } from "../support/http-fault-proxy.js";
import {
  largeLearngeneFile,
  learngeneFile,
  openTestRegistry,
  testApp,
  type TestRegistry,
} from "../server/support/api.js";

const MB = 1024 * 1024;
let opened: TestRegistry;
let server: Server;
let proxy: FaultProxy;
let client: LearngeneClient;

beforeAll(async () => {
  opened = await openTestRegistry(64 * MB);
  server = createServer(testApp(opened.registry, { access: { rateLimit: 0 } })).listen(0, "127.0.0.1");
  await once(server, "listening");
  proxy = await startFaultProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  client = createLearngeneClient({ baseUrl: `${proxy.url}/` });
  await client.publish("acme/small", new Blob([learngeneFile()]));
  await client.publish("acme/large", new Blob([largeLearngeneFile()]));
});

afterAll(async () => {
  await proxy.stop();
  server.closeAllConnections();
  server.close();
  await opened.remove();
});

beforeEach(() => {
  proxy.faults = () => undefined;
  proxy.requests.length = 0;
});

const sha256 = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** Fails the first request that fits, in the way given. */
function failOnce(
  fault: Fault,
  fits: (method: string | undefined, url: string | undefined) => boolean,
): void {
  let isDue = true;
  proxy.faults = ({ method, url }) => {
    const fails = isDue && fits(method, url);
    isDue &&= !fails;
    return fails ? fault : undefined;
  };
}

describe("a client", () => {
  it("lists over as many pages as there are", async () => {
    const names = [];
    for await (const { name } of client.listLearngenes({ limit: 1 })) {
      names.push(name);
    }
    expect(names).toEqual(["large", "small"]);
    expect(proxy.requests).toHaveLength(2);
  });

  it("gets learngenes, versions, plans and depths", async () => {
    const { versions, tags } = await client.getLearngene("acme/small");
    expect({ versions: versions.length, tags }).toEqual({
      versions: 1,
      tags: [{ tag: "latest", version: 1 }],
    });
    const { digest } = await client.getVersion("acme/small");
    expect(await client.getVersion(`acme/small@${digest}`)).toMatchObject({ version: 1 });
    const { plan, cost } = await client.getPlan("acme/small@1", { layers: [2, 1, 1] });
    expect(plan.layers).toEqual([2, 1, 1]);
    const { depths } = await client.listDepths("acme/small@latest", { upTo: 4 });
    expect(depths.find(({ depth }) => depth === 4)?.cost).toEqual(cost);
  });

  it("makes every other request of the contract by api", async () => {
    const path = { owner: "acme", name: "small", tag: "stable" };
    const { data } = await client.api.PUT("/v1/learngenes/{owner}/{name}/tags/{tag}", {
      params: { path },
      body: { version: 1 },
    });
    expect(data).toMatchObject({ version: 1, tags: ["latest", "stable"] });
  });

  it("throws a server's problem details", async () => {
    const asked = client.getPlan("acme/small", { maxParams: "1" });
    await expect(asked).rejects.toMatchObject({
      name: "ProblemError",
      code: "budget-too-small",
      status: 422,
      problem: { field: "maxParams", fix: expect.any(String) as string },
    });
    await expect(client.getLearngene("acme/none")).rejects.toMatchObject({ code: "learngene-not-found" });
  });

  it("throws a problem of the status where a proxy answers without one", async () => {
    proxy.faults = () => ({ kind: "status", status: 502 });
    await expect(client.getWhoami()).rejects.toMatchObject({ name: "ProblemError", status: 502 });
  });

  it("tells that there is no server", async () => {
    proxy.faults = () => ({ kind: "refuse" });
    await expect(client.getWhoami()).rejects.toMatchObject({
      name: "UnreachableError",
      url: proxy.url + "/",
    });
    expect(() => createLearngeneClient({ baseUrl: "genes" })).toThrow('baseUrl is "genes"');
    expect(() => client.getLearngene("small" as "a/b")).toThrow('"small" is no learngene');
  });

  it("throws the reason for which its signal was aborted", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(client.getWhoami({ signal })).rejects.toThrow("enough");
  });

  it("sends its token, asked for anew before each request", async () => {
    const sent: (string | null)[] = [];
    let token: string | undefined = "lg_a";
    const asking = createLearngeneClient({
      baseUrl: proxy.url,
      token: () => token,
      fetch: (request) => {
        sent.push(request.headers.get("Authorization"));
        return fetch(request);
      },
    });
    await asking.getLearngene("acme/small");
    token = undefined;
    await asking.getLearngene("acme/small");
    expect(sent).toEqual(["Bearer lg_a", null]);
  });
});

describe("a download", () => {
  const query = { depth: 9 };

  it("has the file's name, size and bytes, and tells how far it is", async () => {
    const told: number[] = [];
    const download = await client.downloadInit("acme/large", query, {
      onProgress: ({ bytes }) => void told.push(bytes),
    });
    const bytes = await download.bytes();
    expect(download.fileName).toBe("large-v1-depth-9.safetensors");
    expect(bytes.byteLength).toBe(download.size);
    expect(download.digest).toBe(sha256(bytes));
    expect(told.at(-1)).toBe(download.size);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });

  it("goes on by Range where the connection breaks", async () => {
    const whole = await (await client.downloadInit("acme/large@1", query)).bytes();
    proxy.requests.length = 0;
    failOnce({ kind: "cut", after: 300_000 }, (_, url) => url?.includes("/init") ?? false);
    const download = await client.downloadInit("acme/large@1", query);
    expect(sha256(await download.bytes())).toBe(sha256(whole));
    expect(proxy.requests).toHaveLength(2);
  });

  it("goes on where an earlier one ended, if the file is still the same", async () => {
    const first = await client.downloadInit("acme/large@1", query);
    const whole = await first.bytes();
    const { etag = "" } = first;
    const hash = createHash("sha256").update(whole.subarray(0, 1000));
    const rest = await client.downloadInit("acme/large@1", query, {
      resume: { bytes: 1000, etag, sha256: hash },
    });
    expect({ offset: rest.offset, size: rest.size }).toEqual({ offset: 1000, size: whole.byteLength });
    expect(sha256(await rest.bytes())).toBe(sha256(whole.subarray(1000)));
    expect(rest.digest).toBe(sha256(whole));
    const another = await client.downloadInit(
      "acme/large@1",
      { depth: 5 },
      { resume: { bytes: 1000, etag } },
    );
    expect(another.offset).toBe(0);
    const beyond = { bytes: whole.byteLength, etag };
    const again = await client.downloadInit("acme/large@1", query, { resume: beyond });
    expect({ offset: again.offset, digest: sha256(await again.bytes()) }).toEqual({
      offset: 0,
      digest: sha256(whole),
    });
  });

  it("verifies the digest that the server announces, and one that is asked for", async () => {
    const { digest } = await client.getVersion("acme/small");
    const file = await client.downloadVersion("acme/small");
    expect(file.expected).toBe(digest);
    await file.bytes();
    const other = await client.downloadInit("acme/small", { depth: 3 }, { digest });
    await expect(other.bytes()).rejects.toMatchObject({ name: "DownloadError", code: "digest-mismatch" });
  });

  it("is given up by its signal", async () => {
    const leave = new AbortController();
    const download = await client.downloadInit("acme/large", query, {
      signal: leave.signal,
      onProgress: () => {
        leave.abort(new Error("enough"));
      },
    });
    await expect(download.bytes()).rejects.toThrow("enough");
  });
});

describe("publishing", () => {
  it("makes private what is to be private", async () => {
    const file = new Blob([learngeneFile({ description: "secret" })]);
    await client.publish("acme/secret", file, { visibility: "private" });
    expect(await client.getLearngene("acme/secret")).toMatchObject({ visibility: "private" });
  });

  it("sends a large file in parts, and goes on where a connection broke", async () => {
    const file = new Blob([largeLearngeneFile("in parts")]);
    expect(file.size).toBeGreaterThan(8 * MB);
    failOnce({ kind: "refuse" }, (method) => method === "PATCH");
    const told: number[] = [];
    const version = await client.publish("acme/parts", file, {
      onProgress: ({ bytes }) => void told.push(bytes),
      sha256: () => createHash("sha256"),
    });
    expect(version).toMatchObject({ version: 1, size: file.size });
    expect(told[0]).toBe(0);
    expect(told.at(-1)).toBe(file.size);
    expect(proxy.requests.filter((each) => each.startsWith("PATCH")).length).toBeGreaterThanOrEqual(2);
  });

  it("throws what is wrong with a file", async () => {
    const published = client.publish("acme/broken", new Blob([learngeneFile().subarray(5)]));
    await expect(published).rejects.toMatchObject({ code: "invalid-safetensors", status: 422 });
  });
});

describe("following a job", () => {
  const finetune = {
    kind: "finetune" as const,
    learngene: "acme/small",
    plan: { depth: 2 },
    dataset: "fashion-mnist",
    recipe: { epochs: 1 },
  };

  async function claimed(): Promise<ClaimedJob> {
    const claim = await opened.registry.jobs.work.claim({ name: "test", leaseSeconds: 60 });
    return claim ?? Promise.reject(new Error("no job to take up"));
  }

  it("gives each event once over connections that break, until the job has ended", async () => {
    const { id } = await client.submitJob(finetune);
    const { lease, job } = await claimed();
    const { work } = opened.registry.jobs;
    const notes = ["a", "b", "c"].map((text) => ({ type: "note", data: { text } }));
    await work.tell(lease, job.lastEvent, notes);
    failOnce({ kind: "cut", after: 250 }, (_, url) => url?.endsWith("/events") ?? false);
    const events: JobEvent[] = [];
    for await (const event of client.followJob(id)) {
      events.push(event);
      if (event.type === "note" && event.data.text === "c") {
        await work.finish(lease, { state: "succeeded", result: {} });
      }
    }
    expect(events.map(({ id: number }) => number)).toEqual(events.map((_, i) => i + 1));
    expect(events.at(-1)).toMatchObject({ type: "state", data: { state: "succeeded" } });
    expect(proxy.requests.filter((each) => each.endsWith("/events")).length).toBeGreaterThanOrEqual(2);
    const states = [];
    for await (const { state } of client.listJobs()) {
      states.push(state);
    }
    expect(states).toEqual(["succeeded"]);
  });

  it("throws where there is no such job", async () => {
    const following = client.followJob("none").next();
    await expect(following).rejects.toMatchObject({ code: "job-not-found" });
  });
});
