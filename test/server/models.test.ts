import { createHash } from "node:crypto";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeNetwork } from "../../src/formats/index.js";
import { networkTensors } from "../../src/model/index.js";
import { theProgram } from "../../src/registry/index.js";
import { distinctTensors, tinyNetworkManifest } from "../support/learngenes.js";
import { learngeneFile, openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { valueOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";

const digestOf = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

let test: TestRegistry;
let api: ReturnType<typeof request>;
let network: Buffer;
const onnx = Buffer.from("\x08\x08 an ONNX model, as far as a server looks");

beforeAll(async () => {
  test = await openTestRegistry();
  api = request(testApp(test.registry));
  const manifest = tinyNetworkManifest();
  const { architecture, depth } = manifest;
  network = Buffer.from(writeNetwork(manifest, distinctTensors(networkTensors(architecture, depth))));
});
afterAll(() => test.remove());

const put = (bytes: Uint8Array, digest = digestOf(bytes)) =>
  api
    .put(`/v1/models/acme/${digest}`)
    .set("Content-Type", "application/octet-stream")
    .send(Buffer.from(bytes))
    .expect(matchesContract);

describe("a model that is put", () => {
  it("is known by its digest, for what it is, and no more than once", async () => {
    expect((await put(network).expect(201)).body).toMatchObject({
      owner: "acme",
      digest: digestOf(network),
      size: network.byteLength,
      format: "safetensors",
    });
    expect(valueOf(await put(onnx).expect(201), "format")).toBe("onnx");
    await put(network).expect(200);
    const path = `/v1/models/acme/${digestOf(onnx)}`;
    await api.get(path).expect(200).expect(matchesContract);
    await api.delete(path).expect(204);
    await api.get(path).expect(404).expect(matchesContract);
    await api.delete(path).expect(404).expect(matchesContract);
  });

  it("is kept by the collector of garbage until nobody has named it for as long as jobs are kept", async () => {
    await put(network);
    const collect = (jobMilliseconds?: number) =>
      test.registry.collectGarbage({ graceMilliseconds: 0, jobMilliseconds }, theProgram);
    await collect();
    await api.get(`/v1/models/acme/${digestOf(network)}`).expect(200);
    expect(await collect(0)).toMatchObject({ blobs: 1, bytes: network.byteLength });
    await api.get(`/v1/models/acme/${digestOf(network)}`).expect(404);
  });
});

describe("what is no model", () => {
  const cases: readonly (readonly [string, () => Uint8Array, number, string, RegExp])[] = [
    ["text", () => Buffer.from("weights"), 422, "invalid-onnx", /neither an ONNX model nor/],
    ["nothing", () => Buffer.alloc(0), 422, "invalid-onnx", /neither an ONNX model nor/],
    ["a learngene", () => learngeneFile(), 422, "invalid-network", /is a learngene/],
    [
      "a network cut short",
      () => network.subarray(0, network.byteLength - 4),
      422,
      "invalid-safetensors",
      /./,
    ],
  ];

  it.each(cases)("%s, is refused, and leaves nothing", async (_, bytes, status, code, detail) => {
    const before = await test.files();
    const answer = await put(bytes()).expect(status);
    expect(valueOf(answer, "type")).toBe(`urn:learngene:problem:${code}`);
    expect(valueOf(answer, "detail")).toMatch(detail);
    expect(await test.files()).toEqual(before);
  });

  it("is refused where it has another digest than its address says", async () => {
    await put(onnx, digestOf(network)).expect(400);
    await put(onnx, "sha256:abc").expect(400);
  });
});
