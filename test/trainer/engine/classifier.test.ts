/** Forward passes against timm's: test/fixtures/reference/forward-*.safetensors. */
import { describe, expect, it } from "vitest";
import {
  bytesFromFloats,
  storedTensors,
  type NetworkManifest,
  type Segment,
} from "../../../src/formats/index.js";
import { networkModel, onnxBytes } from "../../../src/formats/onnx/index.js";
import { gelu, Graph } from "../../../src/graph/index.js";
import { networkTensors, stageWise } from "../../../src/model/index.js";
import { Classifier } from "../../../src/trainer/engine/classifier.js";
import { tensorOn } from "../../../src/trainer/engine/session.js";
import { expectInputError } from "../../support/errors.js";
import { distinctTensors, tinyArchitecture } from "../../support/learngenes.js";
import { expectClose, randomFloats } from "../../support/numbers.js";
import { readReference, referenceNetwork, type Reference } from "../../support/reference.js";

const references = ["avg-norm", "avg-fc-norm", "token-norm", "avg-norm-3-channels"];

/** A reference's network as the file that a server sends. */
function exported(reference: Reference): Uint8Array {
  const { architecture, depth } = referenceNetwork(reference);
  const channels = Array.from({ length: architecture.config.inChans }, () => 0.5);
  const manifest: NetworkManifest = {
    formatVersion: 1,
    architecture,
    depth,
    preprocessing: { mean: channels, std: channels, interpolation: "bilinear" },
  };
  const weights = [...reference.under("params")].map(([name, data]): [string, Segment] => [
    name,
    { kind: "bytes", bytes: bytesFromFloats(data) },
  ]);
  return onnxBytes(networkModel(manifest, new Map(weights)));
}

function fed(reference: Reference): Promise<Classifier> {
  const { architecture, depth } = referenceNetwork(reference);
  const tensors = networkTensors(architecture, depth);
  const weights = Object.fromEntries(
    tensors.map(({ name, shape }) => [name, tensorOn(reference.tensor(`params.${name}`), shape)]),
  );
  return Classifier.fromWeights({ architecture, depth, tensors }, () => weights, { threads: 1 });
}

describe.each(references)("a classifier of forward-%s", (name) => {
  const reference = readReference(`forward-${name}`);
  const { inChans, imageSize } = referenceNetwork(reference).architecture.config;

  it.each([
    ["as a portable ONNX file", () => Classifier.fromOnnx(exported(reference), { threads: 1 })],
    ["with its weights fed", () => fed(reference)],
  ])("has timm's logits %s", async (_, open) => {
    const classifier = await open();
    const images = reference.tensor("images");
    const dims = [images.length / (inChans * imageSize ** 2), inChans, imageSize, imageSize];
    const logits = await classifier.logits(images, dims);
    await classifier.close();
    // Measured: at most 1.2e-6.
    expectClose(logits, reference.tensor("logits"), 1e-5);
    expect(dims[0]).toBe(8);
  });
});

describe("a classifier whose weights are fed", () => {
  it("follows them as they change, ties them by a plan, and needs none of a stage that is left out", async () => {
    const plan = stageWise.planLayers(2, [0, 2]);
    const tensors = storedTensors({
      architecture: tinyArchitecture,
      rule: "stage-wise",
      stages: [{ layers: 1 }, { layers: 1 }],
    });
    const values = distinctTensors(tensors);
    const feeds = Object.fromEntries(
      tensors.map(({ name, shape }) => [name, tensorOn(values.get(name) ?? new Float32Array(0), shape)]),
    );
    const network = { architecture: tinyArchitecture, depth: plan.depth, plan, tensors };
    const classifier = await Classifier.fromWeights(network, () => feeds, { threads: 1 });
    const images = randomFloats("images", 2 * 16);
    const logits = async () => [...(await classifier.logits(images, [2, 1, 4, 4]))];
    const before = await logits();
    values.get("stages.0.mlp.fc1.weight")?.fill(7);
    expect(await logits()).toEqual(before);
    values.get("head.bias")?.forEach((value, i, bias) => (bias[i] = value + 1));
    expectClose(
      await logits(),
      before.map((value) => value + 1),
      1e-5,
    );
    values.get("stages.1.mlp.fc1.weight")?.fill(0);
    expect(await logits()).not.toEqual(before);
    await classifier.close();
  });
});

describe("an ONNX file that is no classifier", () => {
  const open = (model: string | Uint8Array) => () => Classifier.fromOnnx(model, { threads: 1 });

  it("is refused where it is no model or not there", async () => {
    await expectInputError(open(Buffer.from("not a model")), "invalid-onnx", /cannot read the model/);
    await expectInputError(open("/no/such/model.onnx"), "invalid-onnx", /cannot read the model/);
  });

  it("is refused where its inputs or outputs have other names", async () => {
    const graph = new Graph();
    const model = onnxBytes({ outputs: new Map([["y", gelu(graph.input("x", [2]))]]) });
    await expectInputError(
      open(model),
      "invalid-onnx",
      /one input "images" and one output "logits", not x,y/,
    );
  });
});
