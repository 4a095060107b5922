import { buffer } from "node:stream/consumers";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import {
  expandedManifest,
  expansionStream,
  planCost,
  planExpansion,
  planRequest,
  type Expandable,
} from "../../src/expander/index.js";
import {
  bytesAccess,
  readLearngene,
  readNetworkTensors,
  storedTensors,
  writeLearngene,
} from "../../src/formats/index.js";
import { onnxBytes } from "../../src/formats/onnx/index.js";
import { ANY_BATCH, Graph } from "../../src/graph/index.js";
import { imagesShape, MAX_DEPTH, networkLogits, networkTensors, type Plan } from "../../src/model/index.js";
import { expectInputError } from "../support/errors.js";
import { distinctTensors, tinyArchitecture, tinyManifest } from "../support/learngenes.js";
import { bytesSource } from "../support/sources.js";

const manifest = tinyManifest(3);
const weights = distinctTensors(storedTensors(manifest));
for (const values of weights.values()) {
  values.forEach((_, i) => (values[i] = Math.sin(1000 * (values[i] ?? 0)) / 2));
}
const file = writeLearngene(manifest, weights);
const learngene = await readLearngene(bytesAccess(file));
const digest = `sha256:${"1".repeat(64)}`;
const expandable = (plan: Plan): Expandable => ({ digest, learngene, plan });
const bytesOf = (plan: Plan, format: "onnx" | "safetensors") =>
  buffer(expansionStream(planExpansion({ ...expandable(plan), format }).segments, bytesSource(file)));

const images = (batch: number) =>
  new Tensor(
    "float32",
    Float32Array.from({ length: 16 * batch }, (_, i) => Math.cos(i)),
    [batch, 1, 4, 4],
  );

async function logits(model: Uint8Array, feeds: Record<string, Tensor>): Promise<Float32Array> {
  const session = await InferenceSession.create(model);
  const { logits: output } = await session.run(feeds);
  await session.release();
  return output?.data as Float32Array;
}

/** Logits of the safetensors expansion, its weights fed one by one. */
async function logitsOfSafetensors(plan: Plan, batch: number): Promise<Float32Array> {
  const graph = new Graph();
  const shapes = new Map(networkTensors(tinyArchitecture, plan.depth).map((spec) => [spec.name, spec.shape]));
  const output = networkLogits(
    tinyArchitecture,
    plan.depth,
    graph.input("images", imagesShape(tinyArchitecture, ANY_BATCH)),
    (name) => graph.input(name, shapes.get(name) ?? []),
  );
  const { tensors } = await readNetworkTensors(bytesAccess(await bytesOf(plan, "safetensors")));
  const fed = [...tensors].map(([name, data]) => [
    name,
    new Tensor("float32", data, [...(shapes.get(name) ?? [])]),
  ]);
  const feeds = { images: images(batch), ...(Object.fromEntries(fed) as Record<string, Tensor>) };
  return logits(onnxBytes({ outputs: new Map([["logits", output]]) }), feeds);
}

describe("an expansion to ONNX", () => {
  it("computes what its safetensors twin computes, in batches of any size", async () => {
    const plan = planRequest({ layers: [2, 1, 3] }, manifest);
    const model = await bytesOf(plan, "onnx");
    for (const batch of [1, 5]) {
      const served = await logits(model, { images: images(batch) });
      const expected = await logitsOfSafetensors(plan, batch);
      expect(served).toHaveLength(3 * batch);
      served.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i] ?? NaN, 5);
      });
    }
  });

  it("tells other layouts apart", async () => {
    const feeds = { images: images(1) };
    const [a, b] = await Promise.all(
      [
        [2, 1, 1],
        [1, 2, 1],
      ].map(async (layers) => logits(await bytesOf(planRequest({ layers }, manifest), "onnx"), feeds)),
    );
    expect(Math.abs((a?.[0] ?? 0) - (b?.[0] ?? 0))).toBeGreaterThan(1e-4);
  });

  it("carries the network's manifest", async () => {
    const plan = planRequest({ depth: 4 }, manifest);
    const text = (await bytesOf(plan, "onnx")).toString("latin1");
    expect(text).toContain(JSON.stringify(expandedManifest(expandable(plan))));
  });

  it("copies the weights as ranges of the stored file, and is as long as it says", async () => {
    const plan = planRequest({ depth: 4 }, manifest);
    const expansion = planExpansion({ ...expandable(plan), format: "onnx", name: "tiny" });
    const bytes = await bytesOf(plan, "onnx");
    expect(expansion).toMatchObject({ length: bytes.byteLength, fileName: "tiny-depth-4.onnx" });
    expect(planCost(expandable(plan)).bytes.onnx).toBe(bytes.byteLength);
    const ranges = expansion.segments.filter((segment) => segment.kind === "range");
    expect(ranges).toHaveLength(networkTensors(tinyArchitecture, 4).length);
    expect(await bytesOf(plan, "onnx")).toEqual(bytes);
  });

  it("over 2 GiB refers to a second file, which is asked for as its part", async () => {
    const wide = tinyManifest(1);
    wide.architecture = { family: "vit", config: { ...tinyArchitecture.config, embedDim: 256 } };
    const big = await readLearngene(bytesAccess(writeLearngene(wide, distinctTensors(storedTensors(wide)))));
    const asked = {
      digest,
      learngene: big,
      plan: planRequest({ depth: MAX_DEPTH }, wide),
      format: "onnx",
      name: "wide",
    } as const;
    const [model, data] = [planExpansion(asked), planExpansion({ ...asked, part: "data" })];
    expect(model.fileName).toBe("wide-depth-1024.onnx");
    expect(model.length).toBeLessThan(20e6);
    expect(data.length).toBeGreaterThan(2 ** 31);
    expect(model.dataLength).toBe(data.length);
    expect(data.dataLength).toBe(0);
    expect(model.etag).not.toBe(data.etag);
    const text = Buffer.concat(model.segments.map((s) => (s.kind === "bytes" ? s.bytes : Buffer.alloc(0))));
    expect(text.includes(data.fileName)).toBe(true);
    const { bytes } = planCost(asked);
    expect(bytes.onnx).toBe(model.length + data.length);
    expect(bytes.safetensors).toBeGreaterThan(2 ** 31);
  });

  it("that holds its weights has no second file", async () => {
    const plan = planRequest({ depth: 4 }, manifest);
    for (const format of ["onnx", "safetensors"] as const) {
      const error = await expectInputError(
        () => planExpansion({ ...expandable(plan), format, part: "data" }),
        "invalid-request",
        /has its weights inside/,
      );
      expect(error).toMatchObject({ field: "part", value: "data" });
    }
  });
});
