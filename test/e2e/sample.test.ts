import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { bytesAccess, readLearngeneTensors, storedTensors, type Manifest } from "../../src/formats/index.js";
import { ruleNamed, type Plan } from "../../src/model/index.js";
import { Classifier, evaluate, openDataset } from "../../src/trainer/index.js";
import { evaluationBatches } from "../../src/trainer/augment/index.js";
import { tensorOn } from "../../src/trainer/engine/session.js";
import { Serving } from "../support/serving.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const options = { threads: 1 };

/** With what each is right on at least, of its test images, at any depth here. */
const samples = [
  { name: "fashion-vit", images: 10_000, least: 0.875 },
  { name: "digits-vit", images: 2004, least: 0.96 },
];

describe("the samples, served at first start", () => {
  const cwd = temporaryDirectory();
  const server = new Serving(cwd);

  const served = async (name: string, query: string): Promise<Classifier> => {
    const init = `v1/learngenes/learngene/${name}/versions/latest/init`;
    const response = await fetch(`${server.url}/${init}?${query}&format=onnx`);
    expect(response.status).toBe(200);
    return Classifier.fromOnnx(new Uint8Array(await response.arrayBuffer()), options);
  };
  const readSample = (name: string) =>
    readLearngeneTensors(bytesAccess(readFileSync(`samples/${name}.safetensors`)));

  const openTestImages = ({ training }: Manifest) =>
    openDataset(training?.dataset.name ?? "", { cacheDirectory: ".learngene" });

  beforeAll(() => server.start());

  it("are listed, each with the images that it was trained on", async () => {
    const { items } = (await (await fetch(`${server.url}/v1/learngenes`)).json()) as {
      items: { owner: string; name: string; dataset: string; latest: { version: number } }[];
    };
    const listed = items.map(({ owner, name, dataset, latest }) => [owner, name, dataset, latest.version]);
    expect(listed.sort()).toEqual([
      ["learngene", "digits-vit", "mnist-digits", 1],
      ["learngene", "fashion-vit", "fashion-mnist", 1],
    ]);
  });

  it.each(samples.flatMap((sample) => [5, 6, 9, 12, 16].map((depth) => ({ ...sample, depth }))))(
    "$name is as accurate at depth $depth, untuned, as its manifest says, and right on more than $least",
    async ({ name, images, least, depth }) => {
      const { manifest } = await readSample(name);
      const dataset = await openTestImages(manifest);
      const stages = manifest.stages.length;
      const layers = ruleNamed(manifest.rule).planDepth(stages, depth).layers.join();
      const recorded = manifest.training?.results.find((result) => result.layers.join() === layers);
      const classifier = await served(name, `depth=${depth}`);
      const measured = await evaluate(classifier, dataset, dataset.test);
      await classifier.close();
      expect(measured.images).toBe(images);
      expect(measured.accuracy).toBeGreaterThan(least);
      expect(Math.abs(measured.accuracy - (recorded?.accuracy ?? Number.NaN))).toBeLessThanOrEqual(0.001);
    },
    60_000,
  );

  it.each(samples)(
    "$name gives the Aux-Net's logits within 1e-5 at the Aux-Net's own layout",
    async ({ name }) => {
      const learngene = await readSample(name);
      const { manifest } = learngene;
      const layers = manifest.stages.map((stage) => stage.layers);
      expect(layers).toEqual([3, 3, 4, 3, 3]);
      const plan = ruleNamed(manifest.rule).planLayers(layers.length, layers);
      const auxNet = await openAuxNet(learngene, plan);
      const expanded = await served(name, `layers=${layers.join()}`);
      const dataset = await openTestImages(manifest);
      const [batch] = evaluationBatches(dataset, dataset.test, 64);
      const images = batch?.images ?? new Float32Array(0);
      const dims = [64, dataset.channels, dataset.height, dataset.width];
      const [tied, untied] = [await auxNet.logits(images, dims), await expanded.logits(images, dims)];
      const apart = tied.map((value, i) => Math.abs(value - (untied[i] ?? Number.NaN)));
      expect(tied).toHaveLength(640);
      expect(Math.max(...apart)).toBeLessThan(1e-5);
      await Promise.all([auxNet.close(), expanded.close()]);
    },
  );
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
