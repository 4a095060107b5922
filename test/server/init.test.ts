import { buffer } from "node:stream/consumers";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expansionStream, planExpansion, planRequest } from "../../src/expander/index.js";
import { bytesAccess, readLearngene, readNetwork } from "../../src/formats/index.js";
import { theProgram } from "../../src/registry/index.js";
import { bytesSource } from "../support/sources.js";
import { learngeneFile, openTestRegistry, testApp, type TestRegistry } from "./support/api.js";
import { bytesOf } from "./support/body.js";
import { matchesContract } from "./support/contract.js";

const file = learngeneFile();
const version = "/v1/learngenes/acme/tiny/versions/1";
let test: TestRegistry;
let api: ReturnType<typeof request>;
let digest: string;
const init = (query: string) => api.get(`${version}/init?${query}`).buffer(true);

beforeAll(async () => {
  test = await openTestRegistry();
  const body = bytesSource(file).stream(0, file.byteLength);
  digest = (await test.registry.publish({ owner: "acme", name: "tiny", body }, theProgram)).version.digest;
  api = request(testApp(test.registry));
});
afterAll(() => test.remove());

describe("an init", () => {
  it("is a network of the depth asked for, as a safetensors file", async () => {
    const response = await init("depth=8")
      .expect(200)
      .expect("Content-Type", "application/octet-stream")
      .expect("Content-Disposition", "attachment; filename=tiny-v1-depth-8.safetensors")
      .expect("Learngene-Version", "1")
      .expect("Learngene-Digest", digest)
      .expect(matchesContract);
    const { manifest } = await readNetwork(bytesAccess(bytesOf(response)));
    expect(manifest.origin).toEqual({ digest, rule: "stage-wise", layers: [3, 3, 2] });
    expect(response.headers["content-length"]).toBe(String(bytesOf(response).byteLength));
  });

  it("has the layers asked for", async () => {
    const response = await init("layers=1,0,2")
      .expect(200)
      .expect("Content-Disposition", "attachment; filename=tiny-v1-depth-3-layers-1-0-2.safetensors");
    const { manifest } = await readNetwork(bytesAccess(bytesOf(response)));
    expect(manifest.origin?.layers).toEqual([1, 0, 2]);
  });

  it.each(["safetensors", "onnx"] as const)("as %s is what the expander makes", async (format) => {
    const learngene = await readLearngene(bytesAccess(file));
    const plan = planRequest({ depth: 9 }, learngene.manifest);
    const { segments, etag } = planExpansion({ digest, learngene, plan, format });
    const response = await init(`depth=9&format=${format}`)
      .expect(200)
      .expect("ETag", etag)
      .expect("Content-Disposition", `attachment; filename=tiny-v1-depth-9.${format}`)
      .expect(matchesContract);
    expect(bytesOf(response).equals(await buffer(expansionStream(segments, bytesSource(file))))).toBe(true);
  });

  it("is the same, to the byte, when it is asked for again, however the plan is spelled", async () => {
    const [one, two, three] = await Promise.all([init("depth=9"), init("depth=9"), init("layers=3,3,3")]);
    expect(bytesOf(two).equals(bytesOf(one))).toBe(true);
    expect(bytesOf(three).equals(bytesOf(one))).toBe(true);
    expect(three.headers["etag"]).toBe(one.headers["etag"]);
  });

  it("has another ETag at another depth and in another format", async () => {
    const tags = ["depth=9", "depth=8", "depth=9&format=onnx"].map(
      async (query) => (await init(query).expect(200)).headers["etag"],
    );
    expect(new Set(await Promise.all(tags)).size).toBe(3);
  });

  it.each([
    ["dtype=float16", { dtype: "float16" }],
    ["dtype=bfloat16&numClasses=7&seed=3", { dtype: "bfloat16", numClasses: 7, seed: 3 }],
    ["imageSize=8", { imageSize: 8 }],
  ] as const)(
    "in the form %s is what the expander makes, and as long as its plan says",
    async (query, form) => {
      const learngene = await readLearngene(bytesAccess(file));
      const plan = planRequest({ depth: 4 }, learngene.manifest);
      const expansion = planExpansion({ digest, learngene, plan, format: "safetensors", ...form });
      const response = await init(`depth=4&${query}`).expect(200).expect("ETag", expansion.etag);
      const expected = await buffer(expansionStream(expansion.segments, bytesSource(file)));
      expect(bytesOf(response).equals(expected)).toBe(true);
      const planned = await api.get(`${version}/plan?depth=4&${query}`).expect(200).expect(matchesContract);
      expect(planned.body).toMatchObject({ cost: { bytes: { safetensors: expected.byteLength } } });
    },
  );

  it.each([
    ["imageSize=5", { field: "imageSize", value: 5, fix: "Ask for a multiple of 2: 4 or 6." }],
    ["dialect=transformers", { field: "dialect", value: "transformers" }],
    ["format=onnx&part=data", { field: "part", value: "data", fix: "Leave part out." }],
    ["format=onnx&dtype=bfloat16", { field: "format", value: "onnx" }],
  ])("in a form that is not to be had is refused: %s", async (query, problem) => {
    const response = await init(`depth=4&${query}`).expect(400).expect(matchesContract);
    expect(response.body).toMatchObject({ type: "urn:learngene:problem:invalid-request", ...problem });
  });

  it("gives HEAD the headers of GET, and no body", async () => {
    const get = await init("depth=9").expect(200);
    const head = await api.head(`${version}/init?depth=9`).expect(200).expect(matchesContract);
    for (const name of ["content-length", "content-type", "content-disposition", "etag", "accept-ranges"]) {
      expect(head.headers[name], name).toBe(get.headers[name]);
    }
    expect(head.text).toBeUndefined();
  });

  it("is not sent again to those who have it", async () => {
    const etag = String((await init("depth=9").expect(200)).headers["etag"]);
    for (const given of [etag, `"other", ${etag}`, "*"]) {
      const response = await init("depth=9").set("If-None-Match", given).expect(304).expect(matchesContract);
      expect(response.headers["content-length"]).toBeUndefined();
    }
    await init("depth=8").set("If-None-Match", etag).expect(200);
  });

  it("reaches the deepest plan there is", async () => {
    const response = await init("depth=1024").expect(200);
    const { manifest } = await readNetwork(bytesAccess(bytesOf(response)));
    expect(manifest.depth).toBe(1024);
  });
});

describe("a plan", () => {
  it("says how each layer is made and what the network costs", async () => {
    const response = await api.get(`${version}/plan?depth=4`).expect(200).expect(matchesContract);
    const bytes = async (format: string) =>
      Number(
        (await api.head(`${version}/init?depth=4&format=${format}`).expect(200)).headers["content-length"],
      );
    expect(response.body).toEqual({
      version: 1,
      digest,
      plan: {
        rule: "stage-wise",
        depth: 4,
        layers: [2, 1, 1],
        terms: [0, 0, 1, 2].map((source) => [{ source, coefficient: 1 }]),
        warnings: [],
      },
      cost: {
        // Stem 36, four blocks of 172, head 23.
        params: 36 + 4 * 172 + 23,
        flops: expect.any(Number) as number,
        bytes: { safetensors: await bytes("safetensors"), onnx: await bytes("onnx") },
        memory: expect.any(Number) as number,
      },
      budgets: [],
      accuracy: null,
    });
  });

  it("warns where no published result covers it", async () => {
    const response = await api.get(`${version}/plan?depth=1`).expect(200).expect(matchesContract);
    expect(response.body).toMatchObject({
      plan: { layers: [1, 0, 0], warnings: [expect.stringContaining("Stages 1, 2 are left out")] },
    });
  });
});
