import { createHash } from "node:crypto";
import request, { type Test } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { theProgram } from "../../src/registry/index.js";
import { scopedOperations } from "../../src/server/access/contract-scopes.js";
import { readContract } from "../../src/server/contract.js";
import { tinyCalibration } from "../support/calibrations.js";
import { putFile, tinyDataset, tinyResult } from "../support/datasets.js";
import { bytesSource } from "../support/sources.js";
import { finishedJob, queuedJob } from "../support/tiny-job.js";
import { askers, essence, expected, type Asker, type Row } from "./support/access-rows.js";
import { learngeneFile, testApp } from "./support/api.js";
import { matchesContract } from "./support/contract.js";
import { openTokenRegistry, root, type TokenRegistry } from "./support/tokens.js";

const file = learngeneFile();
/** A file that no version has. */
const newFile = () => learngeneFile({ description: `file ${++files}` });
let files = 0;
/** Two, of other bytes. */
let datasets: Buffer[] = [];
const octets = "application/octet-stream";

let test: TokenRegistry;
let api: ReturnType<typeof request>;
const tokens = new Map<string, string>();

const get =
  (suffix = ""): Row["send"] =>
  (path) =>
    api.get(path + suffix);
let revocable = "";
let uploadId = "";
let newest = 0;

async function publish(name: string, file: Buffer): Promise<void> {
  const body = bytesSource(file).stream(0, file.byteLength);
  newest = (await test.registry.publish({ owner: "acme", name, body }, theProgram)).version.number;
}

const putDataset = (name: string, visibility?: "private") =>
  putFile(test.registry, { owner: "acme", name }, datasets[0], visibility);

const publishNew = (name: string) => publish(name, newFile());
const setTag = (name: string) => test.registry.setTag("acme", name, "stable", "1", theProgram);

const calibrate = () => test.registry.devices.calibrate("laptop", [tinyCalibration()], theProgram);

async function upload(name: string): Promise<void> {
  uploadId = (await test.registry.uploads.create({ owner: "acme", name, size: 10 }, theProgram)).id;
}

/** Bytes that look like an ONNX model, other ones each time. */
let model = Buffer.alloc(0);
const modelDigest = () => `sha256:${createHash("sha256").update(model).digest("hex")}`;
const onModel = (path: string) => path.replace("{digest}", modelDigest());
const newModel = () => Promise.resolve(void (model = Buffer.from(`\x08\x08 ${++files}`)));

async function putModel(): Promise<void> {
  await newModel();
  const body = bytesSource(model).stream(0, model.byteLength);
  await test.registry.models.put({ owner: "acme", digest: modelDigest() }, body, theProgram);
}

const jobRequest = { kind: "evaluate", learngene: "acme/open", plan: { depth: 5 }, dataset: "fashion-mnist" };
let jobId = "";

const queued = async () => void (jobId = await queuedJob(test.registry));
const finished = async () => void (jobId = await finishedJob(test.registry));
const onJob = (path: string) => path.replace("{job}", jobId);

/** Jobs are never there for those who may not read their owner. */
const unseen = { "no token": 404, expired: 404, "publish for other owner": 404 } as const;
const ofJobs = { audience: "readers", but: unseen, prepare: queued } as const;

const onUpload = (path: string) => path.replace("{upload}", uploadId);

/** A row for each operation of the contract. `{…}` in paths are filled in from {@link places}. */
const rows: Readonly<Record<string, Row>> = {
  listLearngenes: { audience: "everybody", status: 200, send: get() },
  getLearngene: { audience: "readers", status: 200, send: get() },
  changeLearngene: {
    audience: "publishers",
    status: 200,
    send: (path) => api.patch(path).send({ card: "# Hi" }),
  },
  deleteLearngene: {
    audience: "admins",
    status: 204,
    send: (path) => api.delete(`${path}-doomed`),
    prepare: (name) => publishNew(`${name}-doomed`),
  },
  publishVersion: {
    audience: "publishers",
    status: 201,
    send: (path) => api.post(path).set("Content-Type", octets).send(newFile()),
  },
  createUpload: {
    audience: "publishers",
    status: 201,
    send: (path) => api.post(path).set("Upload-Length", "10"),
  },
  getUpload: {
    audience: "publishers",
    status: 200,
    send: (path) => api.get(onUpload(path)),
    prepare: upload,
  },
  appendToUpload: {
    audience: "publishers",
    status: 204,
    send: (path) =>
      api
        .patch(onUpload(path))
        .set("Content-Type", "application/offset+octet-stream")
        .set("Upload-Offset", "0")
        .send(Buffer.from("part")),
    prepare: upload,
  },
  deleteUpload: {
    audience: "publishers",
    status: 204,
    send: (path) => api.delete(onUpload(path)),
    prepare: upload,
  },
  getVersion: { audience: "readers", status: 200, send: get() },
  deleteVersion: {
    audience: "admins",
    status: 204,
    send: (path) => api.delete(path.replace(/1$/, String(newest))),
    prepare: publishNew,
  },
  yankVersion: {
    audience: "publishers",
    status: 200,
    send: (path) => api.put(path).send({ reason: "wrong" }),
  },
  unyankVersion: { audience: "publishers", status: 200, send: (path) => api.delete(path) },
  getVersionFile: { audience: "readers", status: 200, send: get() },
  getPlan: { audience: "readers", status: 200, send: get("?depth=5") },
  getInit: { audience: "readers", status: 200, send: get("?depth=5") },
  getConfig: { audience: "readers", status: 200, send: get("?depth=5") },
  getTag: { audience: "readers", status: 200, send: get(), prepare: setTag },
  setTag: {
    audience: "publishers",
    status: 200,
    send: (path) => api.put(path).send({ version: 1 }),
  },
  deleteTag: {
    audience: "publishers",
    status: 204,
    send: (path) => api.delete(path),
    prepare: setTag,
  },
  listDevices: { audience: "everybody", status: 200, send: get() },
  getDevice: { audience: "everybody", status: 200, send: get(), prepare: calibrate },
  deleteDevice: { audience: "operators", status: 204, send: (path) => api.delete(path) },
  calibrateDevice: {
    audience: "operators",
    status: 200,
    send: (path) => api.post(path).send({ calibrations: [tinyCalibration()] }),
  },
  attachResult: {
    audience: "publishers",
    status: 201,
    send: (path) => api.post(path).send(tinyResult),
  },
  listResults: { audience: "readers", status: 200, send: get() },
  listDatasets: { audience: "everybody", status: 200, send: get() },
  getDataset: { audience: "readers", status: 200, send: get() },
  getDatasetFile: { audience: "readers", status: 200, send: get() },
  putDataset: {
    audience: "publishers",
    status: 201,
    send: (path) => api.put(path).set("Content-Type", octets).send(datasets[1]),
    prepare: (name) => putDataset(name),
  },
  changeDataset: {
    audience: "admins",
    status: 200,
    send: (path) => api.patch(path).send({ visibility: path.endsWith("shut") ? "private" : "public" }),
  },
  deleteDataset: {
    audience: "admins",
    status: 204,
    send: (path) => api.delete(`${path}-doomed`),
    prepare: (name) => putDataset(`${name}-doomed`),
  },
  getModel: {
    audience: "publishers",
    status: 200,
    send: (path) => api.get(onModel(path)),
    prepare: putModel,
  },
  putModel: {
    audience: "publishers",
    status: 201,
    send: (path) => api.put(onModel(path)).set("Content-Type", octets).send(model),
    prepare: newModel,
  },
  deleteModel: {
    audience: "publishers",
    status: 204,
    send: (path) => api.delete(onModel(path)),
    prepare: putModel,
  },
  listJobs: { audience: "everybody", status: 200, send: get() },
  submitJob: {
    audience: "publishers",
    status: 202,
    send: (path) => api.post(path).send({ ...jobRequest, owner: "acme" }),
  },
  getJob: { ...ofJobs, status: 200, send: (path) => api.get(onJob(path)) },
  followJob: {
    ...ofJobs,
    status: 204,
    send: (path) => api.get(onJob(path)).set("Last-Event-ID", "9"),
    prepare: finished,
  },
  cancelJob: { ...ofJobs, audience: "publishers", status: 202, send: (path) => api.post(onJob(path)) },
  getArtifact: {
    ...ofJobs,
    status: 200,
    send: (path) => api.get(onJob(path).replace("{file}", "metrics.json")),
    prepare: finished,
  },
  collectGarbage: { audience: "operators", status: 200, send: (path) => api.post(path) },
  getWhoami: { audience: "everybody", status: 200, send: get(), but: { expired: 401 } },
  listTokens: { audience: "admins", status: 200, send: get() },
  createToken: {
    audience: "admins",
    status: 201,
    send: (path) => api.post(path).send({ name: "made", grants: [{ owner: "acme", scope: "read" }] }),
  },
  revokeToken: {
    audience: "admins",
    status: 204,
    send: (path) => api.delete(path.replace("{id}", revocable)),
    prepare: async () => {
      const request = { name: "to revoke", grants: [{ owner: "acme", scope: "read" }] } as const;
      revocable = (await test.registry.access.createToken(request, root)).token.id;
    },
  },
  listAudit: { audience: "admins", status: 200, send: get() },
  getHealth: { audience: "everybody", status: 200, send: get() },
  getReadiness: { audience: "everybody", status: 200, send: get() },
  getMetrics: { audience: "everybody", status: 200, send: get() },
  getContract: { audience: "everybody", status: 200, send: get() },
};

const places = { owner: "acme", ref: "1", tag: "stable", device: "laptop" };

const operations = scopedOperations(readContract()).map((operation) => {
  const row = rows[operation.operationId];
  return row && { ...operation, ...row };
});

beforeAll(async () => {
  test = await openTokenRegistry();
  api = request(testApp(test.registry));
  for (const name of ["open", "shut"]) {
    await publish(name, file);
  }
  datasets = [await tinyDataset(0), await tinyDataset(1)];
  await putDataset("open");
  await putDataset("shut", "private");
  await test.registry.changeDetails("acme", "shut", { visibility: "private" }, theProgram);
  tokens.set("expired", await test.grantExpired({ owner: "acme", scope: "admin" }));
  tokens.set("publish for other owner", await test.grant({ owner: "other", scope: "publish" }));
  for (const scope of ["read", "publish", "admin"] as const) {
    tokens.set(scope, await test.grant({ owner: "acme", scope }));
  }
});
afterAll(() => test.remove());

function as(asker: Asker, sent: Test): Test {
  const token = tokens.get(asker);
  return token === undefined ? sent : sent.set("Authorization", `Bearer ${token}`);
}

const fill = (path: string, name: string) =>
  Object.entries({ ...places, name }).reduce((text, [key, value]) => text.replace(`{${key}}`, value), path);

/** All that writes leave behind. */
async function writes(): Promise<unknown> {
  return test.database.query("select max(id)::text as last from audit");
}

describe("the access matrix", () => {
  it("has a row for every operation of the contract, and no other", () => {
    const known = scopedOperations(readContract()).map(({ operationId }) => operationId);
    expect(Object.keys(rows).sort()).toEqual(known.sort());
  });

  const cells = operations
    .filter((operation) => operation !== undefined)
    .flatMap((operation) =>
      ["open", "shut"].flatMap((name) =>
        askers.map((asker) => {
          const status = expected(operation, asker, name);
          const title = `${operation.operationId} of acme/${name} with ${asker}: ${status}`;
          return [title, { operation, name, asker, status }] as const;
        }),
      ),
    );

  it.each(cells)("%s", async (_title, { operation, name, asker, status }) => {
    await operation.prepare?.(name);
    const before = await writes();
    const path = fill(operation.path, name);
    const response = await as(asker, operation.send(path)).expect(status).expect(matchesContract);
    if (status >= 400) {
      expect(await writes()).toEqual(before);
    }
    if (status === 401) {
      expect(response.headers["www-authenticate"]).toMatch(/^Bearer realm="learngene"/);
    }
    if (status === 404) {
      const absent = await as(asker, operation.send(fill(operation.path, "none"))).expect(404);
      expect(essence(response)).toEqual(essence(absent));
    }
  });
});
