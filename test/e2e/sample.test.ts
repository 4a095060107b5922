import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { bytesAccess, readLearngeneTensors, storedTensors } from "../../src/formats/index.js";
import { ruleNamed, type Plan } from "../../src/model/index.js";
import { Classifier, evaluate, openDataset, type ImageDataset } from "../../src/trainer/index.js";
import { evaluationBatches } from "../../src/trainer/augment/index.js";
import { tensorOn } from "../../src/trainer/engine/session.js";
import { Serving } from "../support/serving.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const options = { threads: 1 };

describe("the sample, served at first start", () => {
  const cwd = temporaryDirectory();
  const server = new Serving(cwd);
  let dataset: ImageDataset;

  const served = async (query: string): Promise<Classifier> => {
    const init = "v1/learngenes/learngene/fashion-vit/versions/latest/init";
    const response = await fetch(`${server.url}/${init}?${query}&format=onnx`);
    expect(response.status).toBe(200);
    return Classifier.fromOnnx(new Uint8Array(await response.arrayBuffer()), options);
  };
  const readSample = () => readLearngeneTensors(bytesAccess(readFileSync("samples/fashion-vit.safetensors")));

  beforeAll(async () => {
    dataset = await openDataset("fashion-mnist", { cacheDirectory: ".learngene" });
    await server.start();
  });

  it.each([5, 6, 9, 12, 16])(
    "is as accurate at depth %i, untuned, as its manifest says, and right on more than 875 of 1,000",
    async (depth) => {
      const { manifest } = await readSample();
      const stages = manifest.stages.length;
      const layers = ruleNamed(manifest.rule).planDepth(stages, depth).layers.join();
      const recorded = manifest.training?.results.find((result) => result.layers.join() === layers);
      const classifier = await served(`depth=${depth}`);
      const { accuracy, images } = await evaluate(classifier, dataset, dataset.test);
      await classifier.close();
      expect(images).toBe(10_000);
      expect(accuracy).toBeGreaterThan(0.875);
      expect(Math.abs(accuracy - (recorded?.accuracy ?? Number.NaN))).toBeLessThanOrEqual(0.001);
    },
    60_000,
  );

  it("gives the Aux-Net's logits within 1e-5 at the Aux-Net's own layout", async () => {
    const learngene = await readSample();
    const { manifest } = learngene;
    const layers = manifest.stages.map((stage) => stage.layers);
    expect(layers).toEqual([3, 3, 4, 3, 3]);
    const plan = ruleNamed(manifest.rule).planLayers(layers.length, layers);
    const auxNet = await openAuxNet(learngene, plan);
    const expanded = await served(`layers=${layers.join()}`);
    const [batch] = evaluationBatches(dataset, dataset.test, 64);
    const images = batch?.images ?? new Float32Array(0);
    const dims = [64, dataset.channels, dataset.height, dataset.width];
    const [tied, untied] = [await auxNet.logits(images, dims), await expanded.logits(images, dims)];
    const apart = tied.map((value, i) => Math.abs(value - (untied[i] ?? Number.NaN)));
    expect(tied).toHaveLength(640);
    expect(Math.max(...apart)).toBeLessThan(1e-5);
    await Promise.all([auxNet.close(), expanded.close()]);
  });
});

/** The Aux-Net itself: layers of a stage read one tensor inside the graph. */
function openAuxNet(
  { manifest, tensors }: Awaited<ReturnType<typeof readLearngeneTensors>>,
  plan: Plan,
): Promise<Classifier> {
  const specs = storedTensors(manifest);
  const weights = Object.fromEntries(
    specs.map(({ name, shape }) => [name, tensorOn(tensors.get(name) ?? new Float32Array(0), shape)]),
  );
  const { architecture } = manifest;
  const network = { architecture, depth: plan.depth, plan, tensors: specs };
  return Classifier.fromWeights(network, () => weights, options);
}
