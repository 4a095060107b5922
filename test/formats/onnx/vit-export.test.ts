import { Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { bytesFromFloats, type NetworkManifest, type Segment } from "../../../src/formats/index.js";
import { networkModel, onnxBytes, type OnnxModel } from "../../../src/formats/onnx/index.js";
import { checkGraph } from "../../../src/graph/index.js";
import { networkTensors, type Architecture } from "../../../src/model/index.js";
import { openSession } from "../../../src/trainer/engine/session.js";
import { initialWeights } from "../../../src/trainer/initialize.js";
import { Random } from "../../../src/trainer/random.js";
import { decodeOnnx } from "../../support/onnx-model.js";
import { expectClose, largest, randomFloats } from "../../support/numbers.js";

const config = {
  imageSize: 8,
  patchSize: 4,
  inChans: 3,
  numClasses: 5,
  embedDim: 12,
  numHeads: 3,
  mlpRatio: 2,
  fcNorm: false,
  normEps: 1e-6,
};
const architectures: Record<string, Architecture> = {
  "mean pooling": { family: "vit", config: { ...config, globalPool: "avg" } },
  "mean pooling, norm after it": { family: "vit", config: { ...config, globalPool: "avg", fcNorm: true } },
  "a class token": { family: "vit", config: { ...config, globalPool: "token" } },
};
const depth = 2;

function exported(architecture: Architecture, portable: boolean): OnnxModel {
  const tensors = initialWeights(
    architecture,
    networkTensors(architecture, depth),
    Random.fromSeed("export"),
  );
  // Fresh weights are too small to tell much: the class token hardly differs between images.
  const weights = [...tensors].map(([name, data]): [string, Segment] => [
    name,
    { kind: "bytes", bytes: bytesFromFloats(data.map((value) => 20 * value)) },
  ]);
  const manifest: NetworkManifest = {
    formatVersion: 1,
    architecture,
    depth,
    preprocessing: { mean: [0, 0, 0], std: [1, 1, 1], interpolation: "bilinear" },
  };
  return { ...networkModel(manifest, new Map(weights)), portable };
}

const pixels = randomFloats("images", 64 * 3 * 8 * 8);

describe.each(Object.entries(architectures))("a ViT with %s as ONNX", (_, architecture) => {
  const run = async (portable: boolean, first: number, batch: number) => {
    const session = await openSession(onnxBytes(exported(architecture, portable)), { threads: 1 });
    const size = 3 * 8 * 8;
    const images = pixels.slice(first * size, (first + batch) * size);
    const feeds = { images: new Tensor("float32", images, [batch, 3, 8, 8]) };
    const { logits } = await session.run(feeds);
    await session.release();
    expect(logits?.dims).toEqual([batch, 5]);
    return Float32Array.from(logits?.data as Float32Array);
  };

  it("takes batches of 1, 7 and 64 and gives each image the same logits in all of them", async () => {
    const all = await run(true, 0, 64);
    expect(largest(all)).toBeGreaterThan(0.1);
    expectClose(await run(true, 0, 7), all.subarray(0, 7 * 5), 1e-5);
    for (const image of [0, 5, 63]) {
      expectClose(await run(true, image, 1), all.subarray(5 * image, 5 * image + 5), 1e-5);
    }
    expect(all.subarray(0, 5)).not.toEqual(all.subarray(5, 10));
  });

  it("computes the same with ONNX Runtime's own operators", async () => {
    expectClose(await run(false, 0, 7), await run(true, 0, 7), 1e-5);
  });

  it("has images as its one input, logits as its one output, its manifest, and sound shapes", () => {
    const model = exported(architecture, true);
    const { graph, metadata_props: metadata } = decodeOnnx(onnxBytes(model));
    expect(graph.input).toEqual([{ name: "images", shape: ["batch", 3, 8, 8] }]);
    expect(graph.output).toEqual([{ name: "logits", shape: ["batch", 5] }]);
    expect(graph.initializer.map(({ name }) => name)).toEqual(
      expect.arrayContaining(networkTensors(architecture, depth).map(({ name }) => name)),
    );
    expect(JSON.parse(metadata.find(({ key }) => key === "network")?.value ?? "")).toMatchObject({
      architecture,
      depth,
    });
    expect(() => {
      checkGraph([...model.outputs.values()]);
    }).not.toThrow();
  });

  it("repeats a class token at run time, where there is one", () => {
    const { node } = decodeOnnx(onnxBytes(exported(architecture, true))).graph;
    const expands = node.filter(({ op_type: op }) => op === "Expand");
    expect(expands).toHaveLength(architecture.config.globalPool === "token" ? 1 : 0);
  });
});
