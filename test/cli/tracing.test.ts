import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { learngeneFile } from "../server/support/api.js";
import { start } from "../support/command.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const attribute = z.object({
  key: z.string(),
  value: z.object({ stringValue: z.string().optional(), intValue: z.coerce.number().optional() }),
});
const attributes = z
  .array(attribute)
  .transform((list) =>
    Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue ?? value.intValue])),
  );
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes,
});
const exported = z.object({
  resourceSpans: z.array(
    z.object({ resource: z.object({ attributes }), scopeSpans: z.array(z.object({ spans: z.array(span) })) }),
  ),
});

const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const SERVER = 2;

describe("learngene serve with OTEL_EXPORTER_OTLP_ENDPOINT", () => {
  const cwd = temporaryDirectory();
  const spans: z.infer<typeof span>[] = [];
  const resources: z.infer<typeof attributes>[] = [];
  const collector = createServer((req, res) => {
    void json(req).then((body) => {
      for (const { resource, scopeSpans } of exported.parse(body).resourceSpans) {
        resources.push(resource.attributes);
        spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      }
      res.setHeader("Content-Type", "application/json").end("{}");
    });
  });
  afterAll(() => collector.close());

  beforeAll(async () => {
    await copyDataDirectory(join(cwd, "data"));
    collector.listen(0, "127.0.0.1");
    await once(collector, "listening");
    const address = collector.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const server = start(["serve", "--port", "0", "--log-level", "warn"], {
      cwd,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
      },
    });
    const url = /http:\/\/\S+/.exec(await server.firstLine)?.[0] ?? "";
    const published = await fetch(`${url}/v1/learngenes/acme/traced/versions`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", traceparent: `00-${trace}-00f067aa0ba902b7-01` },
      body: learngeneFile(),
    });
    expect(published.status).toBe(201);
    expect((await fetch(`${url}/v1/learngenes/acme/traced/versions/8`)).status).toBe(404);
    // The last spans are sent when it stops.
    server.process.kill("SIGTERM");
    expect(await server.finished).toMatchObject({ status: 0, stderr: "" });
  });

  it("sends a span of each request, by its route, in the trace that its sender named", () => {
    const requests = spans.filter(({ kind }) => kind === SERVER);
    expect(requests.map(({ name }) => name)).toEqual([
      "POST /v1/learngenes/{owner}/{name}/versions",
      "GET /v1/learngenes/{owner}/{name}/versions/{ref}",
    ]);
    expect(requests[0]).toMatchObject({
      traceId: trace,
      parentSpanId: "00f067aa0ba902b7",
      attributes: {
        "http.request.method": "POST",
        "http.route": "/v1/learngenes/{owner}/{name}/versions",
        "http.response.status_code": 201,
        "learngene.name": "acme/traced",
        "learngene.version": 1,
      },
    });
    expect(requests[1]?.traceId).not.toBe(trace);
  });

  it("sends spans of the statements and blob operations of a request, below it", () => {
    const request = spans.find(({ kind, traceId }) => kind === SERVER && traceId === trace);
    const below = spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId);
    expect(below.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "blobs stage",
        "blobs commit",
        "database transaction",
        "database insert",
        "database select",
      ]),
    );
    expect(below.find(({ name }) => name === "database insert")?.attributes).toMatchObject({
      "db.system.name": "postgresql",
      "db.query.text": expect.stringContaining("$1") as unknown,
    });
    expect(below.find(({ name }) => name === "blobs commit")?.attributes).toMatchObject({
      "learngene.blobs.store": "filesystem",
    });
  });

  it("names its service, and nothing of its command line", () => {
    expect(resources[0]).toMatchObject({
      "service.name": "learngene",
      "deployment.environment.name": "test",
    });
    expect(Object.keys(resources[0] ?? {}).filter((key) => key.startsWith("process."))).toEqual([]);
  });
});
