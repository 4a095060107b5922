import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  expansionEtag,
  expansionStream,
  planCost,
  planExpansion,
  planRequest,
  type ExpansionRequest,
} from "../../src/expander/index.js";
import {
  bytesAccess,
  readLearngene,
  readNetwork,
  readNetworkTensors,
  storedTensors,
  writeLearngene,
} from "../../src/formats/index.js";
import { elementCount, MAX_DEPTH, networkTensors, type Plan } from "../../src/model/index.js";
import { distinctTensors, tinyArchitecture, tinyManifest } from "../support/learngenes.js";
import { bytesSource } from "../support/sources.js";

const manifest = tinyManifest(3);
const stored = distinctTensors(storedTensors(manifest));
const file = writeLearngene(manifest, stored);
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
const digest = `sha256:${sha256(file)}`;
const learngene = await readLearngene(bytesAccess(file));

const request = (plan: Plan): ExpansionRequest => ({
  digest,
  learngene,
  plan,
  format: "safetensors",
  name: "tiny",
});
const byDepth = (depth: number) => request(planRequest({ depth }, manifest));
const byLayers = (layers: number[]) => request(planRequest({ layers }, manifest));
const bytesOf = (wanted: ExpansionRequest) =>
  buffer(expansionStream(planExpansion(wanted).segments, bytesSource(file)));

const layouts = fc
  .array(fc.nat(5), { minLength: 3, maxLength: 3 })
  .filter((layers) => layers.some((count) => count > 0));

describe("an expansion to safetensors", () => {
  it("holds in each layer the values of its stage, and stem and head as they were", async () => {
    await fc.assert(
      fc.asyncProperty(layouts, async (layers) => {
        const wanted = byLayers(layers);
        const { tensors, manifest: written } = await readNetworkTensors(bytesAccess(await bytesOf(wanted)));
        const stages = layers.flatMap((count, stage) => Array.from({ length: count }, () => stage));
        expect([...tensors.keys()]).toEqual(
          networkTensors(tinyArchitecture, stages.length).map((spec) => spec.name),
        );
        for (const [name, values] of tensors) {
          const from = name.replace(/^blocks\.(\d+)/, (_, layer) => `stages.${stages[Number(layer)] ?? ""}`);
          expect(values, name).toEqual(stored.get(from));
        }
        expect(written.origin).toEqual({ digest, rule: "stage-wise", layers });
      }),
      { numRuns: 30 },
    );
  });

  it("says what it is and where it comes from", async () => {
    const { manifest: written, header } = await readNetwork(bytesAccess(await bytesOf(byDepth(4))));
    expect(header.metadata["format"]).toBe("pt");
    expect(written).toEqual({
      formatVersion: 1,
      architecture: tinyArchitecture,
      depth: 4,
      preprocessing: manifest.preprocessing,
      labels: ["ant", "bee", "cat"],
      license: "Apache-2.0",
      origin: { digest, rule: "stage-wise", layers: [2, 1, 1] },
    });
  });

  it("takes each layer as one range of the stored file", () => {
    const { segments } = planExpansion(byLayers([2, 1, 1]));
    // Header, stem and layer 0 together, layer 1 again, layers 2 and 3 and the head together.
    expect(segments.map((segment) => segment.kind)).toEqual(["bytes", "range", "range"]);
    expect(planExpansion(byLayers([1, 3, 1])).segments).toHaveLength(4);
  });

  it("is as long as it says, and as its cost says, to the byte", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (depth) => {
        const wanted = byDepth(depth);
        const bytes = await bytesOf(wanted);
        const cost = planCost(wanted);
        const params = networkTensors(tinyArchitecture, depth).reduce((n, t) => n + elementCount(t.shape), 0);
        expect(planExpansion(wanted).length).toBe(bytes.byteLength);
        expect(cost.bytes.safetensors).toBe(bytes.byteLength);
        expect(cost.params).toBe(params);
      }),
      { numRuns: 15 },
    );
  });

  it("reaches the deepest plan there is", async () => {
    const { manifest: written, header } = await readNetwork(bytesAccess(await bytesOf(byDepth(MAX_DEPTH))));
    expect(written.depth).toBe(MAX_DEPTH);
    expect(header.tensors.size).toBe(12 * MAX_DEPTH + 7);
  });
});

describe("an expansion's name and ETag", () => {
  it("names the file after the learngene, its depth, and its layers where they are not the usual ones", () => {
    expect(planExpansion(byDepth(4)).fileName).toBe("tiny-depth-4.safetensors");
    expect(planExpansion(byLayers([2, 1, 1])).fileName).toBe("tiny-depth-4.safetensors");
    expect(planExpansion(byLayers([1, 2, 1])).fileName).toBe("tiny-depth-4-layers-1-2-1.safetensors");
  });

  it("keeps out of the file's name what could harm a header or a path", () => {
    const { fileName } = planExpansion({ ...byDepth(1), name: '../a"b\r\nc/é' });
    expect(fileName).toBe("..-a-b--c---depth-1.safetensors");
  });

  it("gives equal ETags and equal bytes to equal requests, however they were put", async () => {
    expect(expansionEtag(byDepth(4))).toBe(expansionEtag(byLayers([2, 1, 1])));
    expect(await bytesOf(byDepth(4))).toEqual(await bytesOf(byLayers([2, 1, 1])));
  });

  it("gives another ETag for another file, plan or format", () => {
    const base = byDepth(4);
    const etags = [
      base,
      { ...base, digest: `sha256:${"0".repeat(64)}` },
      byDepth(5),
      byLayers([1, 2, 1]),
      { ...base, format: "onnx" as const },
      { ...base, dtype: "float16" as const },
      { ...base, dialect: "transformers" as const },
      { ...base, numClasses: 3 },
      { ...base, numClasses: 3, seed: 1 },
      { ...base, imageSize: 8 },
    ].map(expansionEtag);
    expect(new Set(etags).size).toBe(etags.length);
    expect(etags.every((etag) => /^"[0-9a-f]{64}"$/.test(etag))).toBe(true);
  });

  it("gives an equal ETag where a form says only what is so anyway", () => {
    const { imageSize } = tinyArchitecture.config;
    expect(expansionEtag({ ...byDepth(4), dtype: "float32", dialect: "timm", imageSize, seed: 7 })).toBe(
      expansionEtag(byDepth(4)),
    );
  });

  // If this fails, the writer makes other bytes than before: raise its version, then change these.
  it("is tied to the bytes that version 1 of the writer makes", async () => {
    const wanted = { ...byDepth(4), digest: `sha256:${"0".repeat(64)}` };
    expect(sha256(await bytesOf(wanted))).toBe(
      "a680dc7da5cf6e5bcd341f473ca3926c123aef38be7dc6609d36626ac5d0d6be",
    );
    expect(expansionEtag(wanted)).toBe('"0243841a45480979b9a8cd4aeeffbf5db3ab8cbcd33370fe690b2f7e9d037937"');
  });
});

it("a plan that takes what the learngene does not store is our own fault", () => {
  const plan = planRequest({ depth: 3 }, manifest);
  const elsewhere: Plan = { ...plan, terms: plan.terms.map(() => [{ source: 7, coefficient: 1 }]) };
  expect(() => planExpansion(request(elsewhere))).toThrow(
    /from stages.7.norm1.weight, which the learngene does not store/,
  );
});
