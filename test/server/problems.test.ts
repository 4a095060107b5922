import request, { type Test } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { learngeneFile, openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { badFiles } from "./support/bad-files.js";
import { expectProblem, matchesContract } from "./support/contract.js";

type Api = ReturnType<typeof request>;
type Send = (api: Api) => Test;
/** Method and address or sender, status, code, and what else the problem must hold. */
type Case = readonly [
  ask: string | Send,
  status: number,
  code: string,
  problem: Record<string, unknown>,
  what?: string,
];

const maxUploadBytes = 64 * 1024;
const base = "/v1/learngenes/acme/tiny";
const init = `${base}/versions/1/init`;
const octets = "application/octet-stream";

let test: TestRegistry;
let api: Api;
beforeAll(async () => {
  test = await openTestRegistry(maxUploadBytes);
  api = request(testApp(test.registry));
  await publish(learngeneFile(), `${base}/versions`)(api).expect(201);
  await api.put(`${base}/tags/stable`).send({ version: 1 }).expect(200);
});
afterAll(() => test.remove());

function publish(bytes: Buffer, path: string, type = octets): Send {
  return (to) => to.post(path).set("Content-Type", type).send(bytes);
}

const depthFix = "Give depth as a whole number from 1 to 1024, such as depth=9.";
const layersFix = "Give 3 whole numbers, one a stage, such as layers=2,2,2.";

const depths: Case[] = [
  [`GET ${init}`, 400, "invalid-plan", { field: "depth", fix: expect.stringContaining("depth=9") }],
  [`GET ${base}/versions/latest/plan`, 400, "invalid-plan", { field: "depth" }],
  ...["0", "-1", "1.5", "1e9", "1000000000", "1025", "abc", "9 layers", "NaN", "true"].map((depth): Case => [
    `GET ${init}?depth=${encodeURIComponent(depth)}`,
    400,
    "invalid-request",
    {
      field: "depth",
      value: depth,
      detail: `depth must be a whole number from 1 to 1024, not "${depth}"`,
      fix: depthFix,
    },
  ]),
  [`GET ${init}?depth=`, 400, "invalid-request", { field: "depth", value: "", fix: depthFix }],
  [
    `GET ${init}?depth=8&depth=9`,
    400,
    "invalid-request",
    { field: "depth", value: "8 and 9", fix: "Give it once." },
  ],
  [`GET ${init}?depth=9&depth=9`, 400, "invalid-request", { field: "depth", fix: "Give it once." }],
  [`GET ${init}?depth[a]=9`, 400, "invalid-request", { field: "depth" }],
];

const layouts: Case[] = [
  [`GET ${init}?depth=9&layers=3,3,3`, 400, "invalid-plan", { field: "layers", fix: "Give one of them." }],
  [`GET ${init}?layers=3,3`, 400, "invalid-plan", { field: "layers", value: "3,3", fix: layersFix }],
  [`GET ${init}?layers=0,0,0`, 400, "invalid-plan", { field: "layers", value: "0,0,0", fix: layersFix }],
  [`GET ${init}?layers=1000,1000,1000`, 400, "invalid-plan", { field: "layers" }],
  ...["1,x,2", "1,,2", "1.5,1,1", "-1,2,2", "1;2;3", "9999,1,1"].map((layers): Case => [
    `GET ${init}?layers=${layers}`,
    400,
    "invalid-request",
    { field: "layers", value: layers, fix: expect.stringContaining("layers=3,3,4,3,3") },
  ]),
  [
    `GET ${init}?layers=1&layers=2&layers=3`,
    400,
    "invalid-request",
    { field: "layers", fix: "Give it once." },
  ],
];

const parameters: Case[] = [
  [
    `GET ${init}?depth=9&colour=red`,
    400,
    "invalid-request",
    { field: "colour", value: "red", fix: expect.stringMatching(/^This route takes depth, layers, /) },
  ],
  [
    `GET ${init}?depth=9&format=gguf`,
    400,
    "invalid-request",
    { field: "format", value: "gguf", detail: 'format must be one of safetensors, onnx, not "gguf"' },
  ],
  [
    `GET ${base}/versions/1?depth=9`,
    400,
    "invalid-request",
    { field: "depth", fix: "This route takes no parameters." },
  ],
  [`GET /healthz?verbose=1`, 400, "invalid-request", { field: "verbose" }],
  [`GET /v1/learngenes?limit=0`, 400, "invalid-request", { field: "limit", value: "0" }],
  [`GET /v1/learngenes?limit=201`, 400, "invalid-request", { field: "limit", value: "201" }],
  [`GET /v1/learngenes?cursor=nonsense`, 400, "invalid-request", { field: "cursor", value: "nonsense" }],
  [`GET /v1/learngenes?q=a&q=b`, 400, "invalid-request", { field: "q", value: "a and b" }],
  [`GET /v1/learngenes?q=a%00b`, 400, "invalid-request", { field: "q" }],
  [`GET /v1/learngenes?family=ViT!`, 400, "invalid-request", { field: "family", value: "ViT!" }],
];

const missing: Case[] = [
  ["GET /v1/learngenes/acme/other", 404, "learngene-not-found", { value: "acme/other" }],
  [
    "GET /v1/learngenes/acme/other/versions/1/init?depth=9",
    404,
    "learngene-not-found",
    { value: "acme/other" },
  ],
  ["DELETE /v1/learngenes/acme/other/tags/stable", 404, "learngene-not-found", {}],
  [`GET ${base}/versions/2`, 404, "version-not-found", { field: "ref", value: "2" }],
  [`GET ${base}/versions/99999999999999999999/file`, 404, "version-not-found", { field: "ref" }],
  [`GET ${base}/versions/newest/init?depth=9`, 404, "version-not-found", { field: "ref", value: "newest" }],
  [`GET ${base}/versions/sha256:${"0".repeat(64)}/plan?depth=9`, 404, "version-not-found", { field: "ref" }],
  [`DELETE ${base}/tags/other`, 404, "tag-not-found", { field: "tag", value: "other" }],
];

const names: Case[] = [
  ["GET /v1/learngenes/acme/a--b", 400, "invalid-name", { field: "name", value: "a--b" }],
  ["GET /v1/learngenes/a%2Fb/tiny", 400, "invalid-name", { field: "owner", value: "a/b" }],
  ["GET /v1/learngenes/acme/%E0%A4%A", 400, "invalid-request", { field: "path" }],
  [publish(learngeneFile(), "/v1/learngenes/acme/.hidden/versions"), 400, "invalid-name", { field: "name" }],
  [publish(learngeneFile(), "/v1/learngenes/models/tiny/versions"), 400, "invalid-name", { field: "owner" }],
  [`GET ${base}/versions/v1`, 400, "invalid-name", { field: "ref", value: "v1" }],
  [`GET ${base}/versions/sha256:abc`, 400, "invalid-name", { field: "ref" }],
  [(to) => to.put(`${base}/tags/latest`).send({ version: 1 }), 400, "invalid-name", { field: "tag" }],
  [`DELETE ${base}/tags/latest`, 400, "invalid-name", { field: "tag", value: "latest" }],
];

const bodies: Case[] = [
  [(to) => to.put(`${base}/tags/new`).send({}), 400, "invalid-request", { field: "version" }],
  [
    (to) => to.put(`${base}/tags/new`).send({ version: 1.5 }),
    400,
    "invalid-request",
    { field: "version", value: 1.5 },
  ],
  [(to) => to.put(`${base}/tags/new`).send({ version: 0 }), 400, "invalid-request", { field: "version" }],
  [
    (to) => to.put(`${base}/tags/new`).send({ version: 1, note: "x" }),
    400,
    "invalid-request",
    { field: "note" },
  ],
  [(to) => to.put(`${base}/tags/new`).send({ version: 2 }), 404, "version-not-found", { value: "2" }],
  [
    (to) => to.put(`${base}/tags/new`).set("Content-Type", "application/json").send('{"version": '),
    400,
    "invalid-request",
    { field: "body" },
  ],
  [
    (to) => to.put(`${base}/tags/new`).send({ version: 1, note: "x".repeat(300_000) }),
    413,
    "body-too-large",
    { field: "body" },
  ],
  [
    (to) => to.put(`${base}/tags/new`).set("Content-Type", "text/plain").send("1"),
    415,
    "unsupported-media-type",
    { field: "Content-Type", value: "text/plain", fix: expect.stringContaining("application/json") },
  ],
  [(to) => to.put(`${base}/tags/new`), 415, "unsupported-media-type", { detail: "Content-Type is missing" }],
  [
    publish(learngeneFile(), `${base}/versions`, "application/x-www-form-urlencoded"),
    415,
    "unsupported-media-type",
    {
      field: "Content-Type",
      value: "application/x-www-form-urlencoded",
      fix: "Send the body with Content-Type: application/octet-stream.",
    },
  ],
  [
    publish(Buffer.from("{}"), `${base}/versions`, "application/json"),
    415,
    "unsupported-media-type",
    { field: "Content-Type", value: "application/json" },
  ],
  [
    (to) => publish(learngeneFile(), `${base}/versions`)(to).set("Content-Encoding", "gzip"),
    415,
    "unsupported-media-type",
    { field: "Content-Encoding", value: "gzip" },
  ],
  [
    publish(Buffer.alloc(maxUploadBytes + 1), `${base}/versions`),
    413,
    "body-too-large",
    { field: "Content-Length", value: maxUploadBytes + 1 },
  ],
  ...badFiles.map(([what, bytes, code]): Case => [
    publish(bytes, "/v1/learngenes/acme/bad/versions"),
    422,
    code,
    {},
    `a file that is ${what}`,
  ]),
];

describe.each([
  ["a depth", depths],
  ["a layout", layouts],
  ["a query parameter", parameters],
  ["a learngene, version or tag that is not there", missing],
  ["a name", names],
  ["a body", bodies],
])("bad input in %s", (_, cases) => {
  it.each(cases.map((each) => [nameOf(each), each] as const))(
    "%s",
    async (_name, [ask, status, code, problem]) => {
      const before = await state();
      const response = await sendTo(ask).expect(status).expect(matchesContract);
      expect(response.headers["content-type"]).toMatch(/^application\/problem\+json/);
      expect(response.body).toMatchObject({ type: `urn:learngene:problem:${code}`, status, ...problem });
      expect(response.body).toHaveProperty(
        "instance",
        `urn:uuid:${String(response.headers["x-request-id"])}`,
      );
      expect(response.body).toHaveProperty("fix");
      expect(await state()).toEqual(before);
    },
  );
});

describe("an address that is not in the contract", () => {
  it.each([["/v2/learngenes"], ["/v1/learngenes/acme"], [`${base}/versions/1/weights`], ["/favicon.ico"]])(
    "%s is answered with 404",
    async (path) => {
      const response = await api.get(path).expect(404);
      expectProblem(response.body);
      expect(response.body).toMatchObject({
        type: "urn:learngene:problem:route-not-found",
        field: "path",
        value: path,
      });
    },
  );

  it.each([
    ["post", base, "DELETE, GET, HEAD, PATCH"],
    ["get", `${base}/versions`, "POST"],
    ["post", init, "GET, HEAD"],
    ["patch", `${base}/tags/stable`, "DELETE, GET, HEAD, PUT"],
  ] as const)("%s %s is answered with 405 and the methods there are", async (method, path, allow) => {
    const response = await api[method](path).expect(405).expect("Allow", allow);
    expectProblem(response.body);
    expect(response.body).toMatchObject({
      type: "urn:learngene:problem:method-not-allowed",
      fix: `Use ${allow}.`,
    });
  });
});

function nameOf([ask, status, code, { field = "version" }, what = `a wrong ${String(field)}`]: Case): string {
  return typeof ask === "string" ? ask : `${what}: ${status}, ${code}`;
}

function sendTo(ask: string | Send): Test {
  if (typeof ask !== "string") {
    return ask(api);
  }
  const [method, path = ""] = ask.split(" ");
  return method === "DELETE" ? api.delete(path) : api.get(path);
}

/** All there is to change. */
async function state(): Promise<unknown> {
  const { items } = await test.registry.list();
  return {
    learngenes: items,
    tags: (await test.registry.get("acme", "tiny")).tags,
    files: await test.files(),
  };
}
