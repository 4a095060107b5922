import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  bytesFromFloats,
  bytesFromHalves,
  float16FromFloats,
  type NetworkManifest,
  type Segment,
} from "../../../src/formats/index.js";
import { networkFiles, networkModel, onnxBytes, OPSET } from "../../../src/formats/onnx/index.js";
import { networkTensors, type VitConfig } from "../../../src/model/index.js";
import { largest, randomFloats } from "../../support/numbers.js";
import { decodeOnnx } from "../../support/onnx-model.js";

const config: VitConfig = {
  imageSize: 8,
  patchSize: 4,
  inChans: 3,
  numClasses: 5,
  embedDim: 12,
  numHeads: 3,
  mlpRatio: 2,
  globalPool: "token",
  fcNorm: false,
  normEps: 1e-6,
};
const manifest = (changes: Partial<VitConfig>, depth: number): NetworkManifest => ({
  formatVersion: 1,
  architecture: { family: "vit", config: { ...config, ...changes } },
  depth,
  preprocessing: { mean: [0, 0, 0], std: [1, 1, 1], interpolation: "bilinear" },
});

function weightsOf({ architecture, depth }: NetworkManifest, encode: (floats: Float32Array) => Uint8Array) {
  return new Map(
    networkTensors(architecture, depth).map(({ name, shape }): [string, Segment] => {
      const count = shape.reduce((product, size) => product * size, 1);
      const scale = name.endsWith("weight") ? 0.4 : 0.2;
      const floats = randomFloats(name, count).map((value) => scale * value);
      return [name, { kind: "bytes", bytes: encode(floats) }];
    }),
  );
}
const float32 = bytesFromFloats;
const float16 = (floats: Float32Array) => bytesFromHalves(float16FromFloats(floats));
const whole = (segments: readonly Segment[]) =>
  Buffer.concat(segments.map((segment) => (segment.kind === "bytes" ? segment.bytes : Buffer.alloc(0))));

/** A graph with its tensors named in the order in which they are first named. */
function canonical(bytes: Uint8Array) {
  const { graph } = decodeOnnx(bytes);
  const kept = new Set([...graph.input, ...graph.output, ...graph.initializer].map(({ name }) => name));
  const names = new Map<string, string>();
  const rename = (name: string) => {
    const known = names.get(name) ?? (kept.has(name) ? name : `#${names.size}`);
    names.set(name, known);
    return known;
  };
  const node = graph.node.map((each) => ({
    ...each,
    input: each.input.map(rename),
    output: each.output.map(rename),
  }));
  return { ...graph, node, initializer: graph.initializer.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}

describe("a network's model, written layer by layer", () => {
  it.each([
    ["mean pooling", { globalPool: "avg" }],
    ["mean pooling, norm after it", { globalPool: "avg", fcNorm: true }],
    ["a class token", {}],
  ] as const)("is the one that its whole graph gives: %s", (_, changes) => {
    for (const depth of [1, 2, 11]) {
      const network = manifest(changes, depth);
      const weights = weightsOf(network, float32);
      const { model, data } = networkFiles(network, weights, { dtype: "float32", location: "x" });
      expect(data).toBeUndefined();
      const expected = canonical(onnxBytes(networkModel(network, weights)));
      // Not toEqual: it takes seconds for as many weights.
      expect(isDeepStrictEqual(canonical(whole(model)), expected), `depth ${depth}`).toBe(true);
    }
  });

  it("has the operators that runtimes fuse, the operator set stated, the batch open", () => {
    const network = manifest({}, 2);
    const { model } = networkFiles(network, weightsOf(network, float32), {
      dtype: "float32",
      location: "x",
    });
    const { graph, opset_import: opsets } = decodeOnnx(whole(model));
    const count = (op: string) => graph.node.filter((node) => node.op_type === op).length;
    expect(opsets).toEqual([{ domain: "", version: OPSET }]);
    expect([count("LayerNormalization"), count("Gelu"), count("Erf")]).toEqual([5, 2, 0]);
    expect(graph.input).toEqual([{ name: "images", shape: ["batch", 3, 8, 8] }]);
    expect(graph.output).toEqual([{ name: "logits", shape: ["batch", 5] }]);
  });
});

describe("a network's model in other forms", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "onnx-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const pixels = randomFloats("images", 7 * 3 * 8 * 8);
  const run = async (model: Uint8Array | string, batch: number) => {
    const session =
      typeof model === "string" ? await InferenceSession.create(model) : await InferenceSession.create(model);
    const images = new Tensor("float32", pixels.slice(0, batch * 192), [batch, 3, 8, 8]);
    const { logits } = await session.run({ images });
    await session.release();
    expect(logits?.dims).toEqual([batch, 5]);
    return logits?.data as Float32Array;
  };

  it("is what ONNX Runtime can fuse: scaled products, no cutting of weights at run time", async () => {
    const network = manifest({}, 4);
    const { model } = networkFiles(network, weightsOf(network, float32), {
      dtype: "float32",
      location: "w",
    });
    const optimizedModelFilePath = join(folder, "optimized.onnx");
    const options = { graphOptimizationLevel: "extended", optimizedModelFilePath } as const;
    await (await InferenceSession.create(whole(model), options)).release();
    const { graph } = decodeOnnx(await readFile(optimizedModelFilePath));
    const count = (op: string) => graph.node.filter((node) => node.op_type === op).length;
    expect(["LayerNormalization", "Gelu", "FusedMatMul"].map(count)).toEqual([9, 4, 4]);
    // One is left: of the class token's output.
    expect(count("Slice")).toBeLessThanOrEqual(1);
  });

  it("with its weights in a second file computes the same, and is small", async () => {
    const network = manifest({}, 3);
    const weights = weightsOf(network, float32);
    const inline = networkFiles(network, weights, { dtype: "float32", location: "w" }).model;
    const maxBytes = whole(inline).byteLength;
    const options = { dtype: "float32", location: "three layers.data" } as const;
    expect(networkFiles(network, weights, { ...options, maxBytes }).data).toBeUndefined();
    const { model, data } = networkFiles(network, weights, { ...options, maxBytes: maxBytes - 1 });
    const path = join(folder, "three.onnx");
    await writeFile(path, whole(model));
    await writeFile(join(folder, options.location), whole(data ?? []));
    expect(whole(model).byteLength).toBeLessThan(maxBytes - whole([...weights.values()]).byteLength + 5000);
    expect(await run(path, 7)).toEqual(await run(whole(inline), 7));
  });

  it("lays each weight of a second file where it can be mapped into memory", () => {
    const network = manifest({}, 1);
    const weights = weightsOf(network, float32);
    const { data } = networkFiles(network, weights, { dtype: "float32", location: "w", maxBytes: 0 });
    let at = 0;
    const starts = (data ?? []).flatMap((segment, i) => {
      at += segment.kind === "bytes" ? segment.bytes.byteLength : 0;
      return i % 2 === 0 ? [at] : [];
    });
    expect(starts).toHaveLength(weights.size);
    expect(starts.filter((start) => start % 4096 !== 0)).toEqual([]);
  });

  it.each(["token", "avg"] as const)(
    "in float16 takes and gives float32, and computes what float32 computes to half a percent: %s",
    async (globalPool) => {
      const network = manifest({ globalPool }, 6);
      const half = networkFiles(network, weightsOf(network, float16), { dtype: "float16", location: "w" });
      const { graph } = decodeOnnx(whole(half.model));
      expect(graph.node.filter(({ op_type: op }) => op === "Cast")).toHaveLength(2);
      const floats = graph.initializer.filter(({ data_type: type }) => type === 1);
      expect(floats).toEqual([]);
      const full = networkFiles(network, weightsOf(network, float32), { dtype: "float32", location: "w" });
      for (const batch of [1, 7]) {
        const [expected, given] = [await run(whole(full.model), batch), await run(whole(half.model), batch)];
        const gap = largest(given.map((value, i) => value - (expected[i] ?? NaN)));
        expect(gap / largest(expected)).toBeLessThan(5e-3);
        expect(gap).toBeGreaterThan(0);
      }
    },
  );
});
