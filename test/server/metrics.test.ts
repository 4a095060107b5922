import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Metrics } from "../../src/server/index.js";
import { filesOnS3 } from "../support/databases.js";
import { eventually } from "../support/eventually.js";
import {
  largeLearngeneFile,
  learngeneFile,
  openTestRegistry,
  testApp,
  type TestRegistry,
} from "./support/api.js";
import { badFiles } from "./support/bad-files.js";
import { matchesContract } from "./support/contract.js";
import { samplesOf } from "./support/metrics.js";

let test: TestRegistry;
let api: ReturnType<typeof request>;
let metrics: Metrics;
const base = "/v1/learngenes/acme/tiny";
const templates = "/v1/learngenes/{owner}/{name}";
const file = learngeneFile();

const publish = (bytes: Buffer, to = base) =>
  api.post(`${to}/versions`).set("Content-Type", "application/octet-stream").send(bytes);

beforeAll(async () => {
  metrics = new Metrics();
  test = await openTestRegistry(16 * 1024 * 1024, metrics.registryObserver);
  api = request(testApp(test.registry, { metrics }));
});
afterAll(() => test.remove());

/** How much each sample grew while `act` ran; those that did not grow are left out. */
async function growth(act: () => Promise<unknown>): Promise<Map<string, number>> {
  const before = await samplesOf(api);
  await act();
  const after = await samplesOf(api);
  return new Map(
    [...after]
      .map(([key, value]) => [key, value - (before.get(key) ?? 0)] as const)
      .filter(([, by]) => by > 0),
  );
}

const requests = (grown: Map<string, number>) =>
  [...grown].filter(([key]) => key.startsWith("learngene_http_requests_total") && !key.includes("/metrics"));

describe("the metrics", () => {
  it("are what the contract says, in Prometheus' text format", async () => {
    const { text } = await api
      .get("/metrics")
      .expect("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
      .expect(200)
      .expect(matchesContract);
    expect(text).toContain("# TYPE learngene_http_request_duration_seconds histogram");
    expect(text).toMatch(/^process_resident_memory_bytes \d/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
  });

  it("have names by Prometheus' conventions, each with a help text", async () => {
    const { text } = await api.get("/metrics");
    const types = [...text.matchAll(/^# TYPE (learngene_\S+) (\w+)$/gm)].map(([, name, type]) => [
      name,
      type,
    ]);
    expect(types.length).toBeGreaterThan(5);
    for (const [name = "", type] of types) {
      expect(text).toMatch(new RegExp(`^# HELP ${name} \\S.+\\.$`, "m"));
      expect(name).toMatch(
        type === "counter" ? /^[a-z_]+_total$/ : type === "histogram" ? /_seconds$/ : /^[a-z_]+$/,
      );
    }
  });

  it("count requests by route, method and status", async () => {
    const grown = await growth(async () => {
      await publish(file).expect(201);
      await api.get(`${base}/versions/1`).expect(200);
      await api.get(`${base}/versions/latest`).expect(200);
      await api.get(`${base}/versions/7`).expect(404);
      await api.head(`${base}/versions/1/file`).expect(200);
    });
    expect(requests(grown)).toEqual([
      [`learngene_http_requests_total{method="POST",route="${templates}/versions",status="201"}`, 1],
      [`learngene_http_requests_total{method="GET",route="${templates}/versions/{ref}",status="200"}`, 2],
      [`learngene_http_requests_total{method="GET",route="${templates}/versions/{ref}",status="404"}`, 1],
      [
        `learngene_http_requests_total{method="HEAD",route="${templates}/versions/{ref}/file",status="200"}`,
        1,
      ],
    ]);
    expect(
      grown.get(
        `learngene_http_request_duration_seconds_count{method="GET",route="${templates}/versions/{ref}"}`,
      ),
    ).toBe(3);
  });

  it("take no label from what clients choose", async () => {
    await api.get("/v1/learngenes/some-owner/some-name");
    const grown = await growth(async () => {
      await api.get("/no/such/route?with=a-query");
      await api.get("/v1/learngenes/other-owner/other-name");
      await api.get("/V1/Learngenes/other-owner/other-name/");
      await api.get("/v1/learngenes/%zz/x");
      await api.delete("/healthz");
      await api.trace("/healthz");
      await api.patch("/another");
    });
    expect(
      requests(grown).map(([key, by]) => [key.replace("learngene_http_requests_total", ""), by]),
    ).toEqual([
      [`{method="GET",route="${templates}",status="404"}`, 2],
      ['{method="GET",route="other",status="404"}', 1],
      [`{method="GET",route="${templates}",status="400"}`, 1],
      ['{method="DELETE",route="/healthz",status="405"}', 1],
      ['{method="other",route="/healthz",status="405"}', 1],
      ['{method="PATCH",route="other",status="404"}', 1],
    ]);
  });

  // The second time it is sent from the page cache.
  it.each(["once", "again"])("count bytes in and out, %s", async (time) => {
    const grown = await growth(async () => {
      await publish(file, `/v1/learngenes/acme/bytes-${time}`).expect(201);
      await api.get(`/v1/learngenes/acme/bytes-${time}/versions/1/file`).expect(200);
    });
    const received = grown.get(`learngene_http_received_bytes_total{route="${templates}/versions"}`) ?? 0;
    const sent = grown.get(`learngene_http_sent_bytes_total{route="${templates}/versions/{ref}/file"}`) ?? 0;
    for (const bytes of [received, sent]) {
      // Heads are counted too.
      expect(bytes).toBeGreaterThan(file.byteLength + 50);
      expect(bytes).toBeLessThan(file.byteLength + 2000);
    }
  });

  it("count publications by what they come to", async () => {
    const [, bad = Buffer.alloc(0)] = badFiles[1] ?? [];
    const grown = await growth(async () => {
      await publish(learngeneFile({ description: "new" })).expect(201);
      await publish(file).expect(200);
      await publish(bad).expect(422);
    });
    const publishes = [...grown].filter(([key]) => key.startsWith("learngene_publishes_total"));
    expect(publishes).toEqual([
      ['learngene_publishes_total{outcome="created"}', 1],
      ['learngene_publishes_total{outcome="existing"}', 1],
      ['learngene_publishes_total{outcome="refused"}', 1],
    ]);
  });

  it("count expansions that are sent, by format", async () => {
    const init = `${base}/versions/1/init?depth=4`;
    const grown = await growth(async () => {
      const { headers } = await api.get(init).expect(200);
      await api.get(`${init}&format=onnx`).expect(200);
      await api.head(init).expect(200);
      await api
        .get(init)
        .set("If-None-Match", headers["etag"] ?? "")
        .expect(304);
      await api.get(`${base}/versions/1/init?depth=0`).expect(400);
    });
    expect(grown.get('learngene_expansions_total{format="safetensors"}')).toBe(1);
    expect(grown.get('learngene_expansions_total{format="onnx"}')).toBe(1);
  });

  it("time the operations of database and blob store", async () => {
    const grown = await growth(async () => {
      await publish(learngeneFile({ description: "timed" })).expect(201);
      await api.get(`${base}/versions/latest/file`).redirects(1).expect(200);
    });
    const store = filesOnS3 ? "s3" : "filesystem";
    const counted = (name: string) =>
      grown.get(`learngene_blob_operation_duration_seconds_count{store="${store}",operation="${name}"}`);
    // What is read from a bucket is read from its copy on disk.
    const operations = ["stage", "commit", "open", ...(filesOnS3 ? [] : ["read"])];
    expect(operations.map((name) => counted(name))).toEqual(operations.map(() => 1));
    expect(grown.get('learngene_database_operation_duration_seconds_count{operation="transaction"}')).toBe(1);
    expect(
      grown.get('learngene_database_operation_duration_seconds_count{operation="query"}'),
    ).toBeGreaterThan(1);
  });

  it("show requests in flight, and those whose client left", async () => {
    await publish(largeLearngeneFile(), "/v1/learngenes/acme/large").expect(201);
    const grown = await growth(async () => {
      const server = testApp(test.registry, { metrics }).listen(0);
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      const controller = new AbortController();
      await fetch(`http://127.0.0.1:${port}/v1/learngenes/acme/large/versions/1/init?depth=24`, {
        signal: controller.signal,
      });
      expect((await samplesOf(api)).get("learngene_http_requests_in_flight")).toBe(2);
      controller.abort();
      await eventually(async () => {
        expect((await samplesOf(api)).get("learngene_http_requests_in_flight")).toBe(1);
      });
      server.close();
    });
    expect(requests(grown)).toEqual([
      [
        `learngene_http_requests_total{method="GET",route="${templates}/versions/{ref}/init",status="left"}`,
        1,
      ],
    ]);
  });

  it("are those of one server alone", async () => {
    const other = request(testApp(test.registry));
    await api.get(base).expect(200);
    expect(
      [...(await samplesOf(other)).keys()].filter((key) => key.includes(`route="${templates}"`)),
    ).toEqual([]);
  });
});
