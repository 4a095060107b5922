import { describe, expect, it } from "vitest";
import {
  bytesAccess,
  readNetwork,
  readNetworkTensors,
  verifyNetwork,
  writeLearngene,
  writeNetwork,
  writeSafetensors,
  type NetworkManifest,
} from "../../src/formats/index.js";
import { learngeneTensors, networkTensors } from "../../src/model/index.js";
import { expectInputError } from "../support/errors.js";
import { naiveSafetensors } from "../support/files.js";
import {
  distinctTensors,
  tinyArchitecture,
  tinyManifest,
  tinyNetworkManifest,
} from "../support/learngenes.js";

const manifest = tinyNetworkManifest(2);
const specs = networkTensors(tinyArchitecture, 2);
const tensors = distinctTensors(specs);
const good = writeNetwork(manifest, tensors);

const withManifest = (value: unknown) =>
  writeSafetensors(
    specs.map((spec) => ({ ...spec, data: tensors.get(spec.name) ?? new Float32Array(0) })),
    { network: JSON.stringify(value) },
  );

describe("a network file", () => {
  it("gives back its manifest and every value, in timm's order", async () => {
    const full: NetworkManifest = {
      ...manifest,
      labels: ["ant", "bee", "cat"],
      license: "MIT",
      origin: { digest: `sha256:${"a".repeat(64)}`, rule: "stage-wise", layers: [1, 1] },
      training: { recipe: { epochs: 1 }, steps: 3, seconds: 0.25, accuracy: null },
    };
    const read = await readNetworkTensors(bytesAccess(writeNetwork(full, tensors)));
    expect(read.manifest).toEqual(full);
    expect([...read.tensors]).toEqual([...tensors]);
  });

  it("is plain safetensors with the metadata that PyTorch's loaders look for", () => {
    const naive = naiveSafetensors(good);
    expect(naive.metadata["format"]).toBe("pt");
    expect(naive.tensors).toEqual(tensors);
  });
});

describe("a file that is no sound network is refused", () => {
  const learngene = writeLearngene(tinyManifest(), distinctTensors(learngeneTensors(tinyArchitecture, 3)));
  const faults: [string, Uint8Array, RegExp, string][] = [
    ["a learngene", learngene, /not a network file/, "network"],
    ["a depth that no plan has", withManifest({ ...manifest, depth: 1e9 }), /<=1024/, "network.depth"],
    [
      "fewer blocks than its depth",
      withManifest({ ...manifest, depth: 3 }),
      /"blocks.2.norm1.weight" is missing/,
      "blocks.2.norm1.weight",
    ],
    [
      "more blocks than its depth",
      withManifest({ ...manifest, depth: 1 }),
      /"blocks.1.norm1.weight" has no place/,
      "blocks.1.norm1.weight",
    ],
    [
      "an origin without a digest",
      withManifest({ ...manifest, origin: { digest: "sha256:0", rule: "stage-wise", layers: [2] } }),
      /64 hexadecimal digits/,
      "network.origin.digest",
    ],
    [
      "the wrong number of deviations",
      withManifest({ ...manifest, preprocessing: { ...manifest.preprocessing, std: [1, 1, 1] } }),
      /1 entries, one an input channel, not 3/,
      "network.preprocessing.std",
    ],
  ];

  it.each(faults)("%s", async (_, bytes, message, field) => {
    const error = await expectInputError(() => readNetwork(bytesAccess(bytes)), "invalid-network", message);
    expect(error.field).toBe(field);
  });

  it("a value that is not finite", async () => {
    const bytes = Buffer.from(good);
    bytes.writeFloatLE(Infinity, bytes.byteLength - 4);
    for (const read of [verifyNetwork, readNetworkTensors]) {
      await expectInputError(
        () => read(bytesAccess(bytes)),
        "invalid-network",
        /"head.bias" holds Infinity at element 2/,
      );
    }
  });
});
