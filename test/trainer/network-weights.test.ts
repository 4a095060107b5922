import { describe, expect, it } from "vitest";
import { storedTensors, writeNetwork } from "../../src/formats/index.js";
import { networkTensors, stageWise, type Plan } from "../../src/model/index.js";
import { descend, freshNetwork, selectLayers, type LearngeneWeights } from "../../src/trainer/index.js";
import { withFreshHead } from "../../src/trainer/network-weights.js";
import { Random } from "../../src/trainer/random.js";
import { expectInputError } from "../support/errors.js";
import {
  distinctTensors,
  tinyArchitecture,
  tinyManifest,
  tinyNetworkManifest,
} from "../support/learngenes.js";
import { patternArchitecture, patternDataset } from "../support/tiny-training.js";

const manifest = tinyManifest(3);
const learngene: LearngeneWeights = {
  manifest,
  tensors: distinctTensors(storedTensors(manifest)),
  digest: `sha256:${"c".repeat(64)}`,
};
const network = {
  manifest: tinyNetworkManifest(3),
  tensors: distinctTensors(networkTensors(tinyArchitecture, 3)),
};

describe("a descended network", () => {
  it("has each layer's stage's tensors, the stem and the head, as copies", () => {
    const { manifest: made, tensors } = descend(learngene, stageWise.planLayers(3, [2, 0, 1]));
    const stages = [0, 0, 2];
    expect([...tensors.keys()]).toEqual(networkTensors(tinyArchitecture, 3).map(({ name }) => name));
    for (const [name, values] of tensors) {
      const source = name.replace(/^blocks\.(\d+)/, (_, layer) => `stages.${stages[Number(layer)]}`);
      expect(values, name).toEqual(learngene.tensors.get(source));
      expect(values.buffer).not.toBe(learngene.tensors.get(source)?.buffer);
    }
    expect(made).toEqual({
      ...tinyNetworkManifest(3),
      labels: manifest.labels,
      license: manifest.license,
      origin: { digest: learngene.digest, rule: "stage-wise", layers: [2, 0, 1] },
    });
    expect(() => writeNetwork(made, tensors)).not.toThrow();
  });

  it("combines blocks where a plan says so", () => {
    const plan: Plan = {
      ...stageWise.planLayers(3, [1, 0, 0]),
      terms: [
        [
          { source: 0, coefficient: 0.25 },
          { source: 2, coefficient: -2 },
        ],
      ],
    };
    const { tensors } = descend(learngene, plan);
    const [first, last] = [0, 2].map((stage) => learngene.tensors.get(`stages.${stage}.mlp.fc1.bias`));
    expect(tensors.get("blocks.0.mlp.fc1.bias")).toEqual(
      first?.map((value, i) => 0.25 * value - 2 * (last?.[i] ?? NaN)),
    );
  });
});

describe("a network of some of another's layers", () => {
  it("has them in the given order, as often as they were named, and no record of a training", () => {
    const trained = { recipe: {}, steps: 1, seconds: 1, accuracy: 0.5 };
    const { manifest: made, tensors } = selectLayers(
      { ...network, manifest: { ...network.manifest, training: trained } },
      [2, 0, 2],
    );
    expect(made).toEqual(tinyNetworkManifest(3));
    expect(tensors.get("blocks.0.mlp.fc1.weight")).toEqual(network.tensors.get("blocks.2.mlp.fc1.weight"));
    expect(tensors.get("blocks.1.mlp.fc1.weight")).toEqual(network.tensors.get("blocks.0.mlp.fc1.weight"));
    expect(tensors.get("blocks.2.norm1.bias")).toEqual(network.tensors.get("blocks.2.norm1.bias"));
    expect(tensors.get("head.bias")).toEqual(network.tensors.get("head.bias"));
  });

  it("is refused for a layer that there is not", async () => {
    await expectInputError(() => selectLayers(network, [0, 3]), "invalid-plan", /no tensor blocks\.3\./);
  });
});

describe("a network with a fresh head", () => {
  it("has the other number of classes, all else as it was, and no names of other classes", () => {
    const named = { ...network, manifest: { ...network.manifest, labels: ["a", "b", "c"] } };
    const { manifest: made, tensors } = withFreshHead(named, 5, Random.fromSeed(1));
    expect(made).toEqual({
      ...network.manifest,
      architecture: { family: "vit", config: { ...tinyArchitecture.config, numClasses: 5 } },
    });
    expect(tensors.get("head.weight")).toHaveLength(5 * 4);
    expect(tensors.get("head.bias")).toEqual(new Float32Array(5));
    for (const [name, values] of network.tensors) {
      if (!name.startsWith("head.")) expect(tensors.get(name), name).toBe(values);
    }
    expect(() => writeNetwork(made, tensors)).not.toThrow();
  });
});

describe("a fresh network", () => {
  it("is for its data: their preprocessing and labels, weights by its seed", () => {
    const fresh = freshNetwork(patternArchitecture, 2, patternDataset, 4);
    expect(fresh.manifest).toEqual({
      formatVersion: 1,
      architecture: patternArchitecture,
      depth: 2,
      preprocessing: patternDataset.preprocessing,
      labels: patternDataset.labels,
    });
    expect(freshNetwork(patternArchitecture, 2, patternDataset, 4).tensors).toEqual(fresh.tensors);
    expect(freshNetwork(patternArchitecture, 2, patternDataset, 5).tensors).not.toEqual(fresh.tensors);
    expect(() => writeNetwork(fresh.manifest, fresh.tensors)).not.toThrow();
  });
});
