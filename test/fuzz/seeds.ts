/** Sound learngene files of every shape that the format allows, small: what the mutations start from. */
import { storedTensors, writeLearngene, writeSafetensors, type Manifest } from "../../src/formats/index.js";
import { elementCount } from "../../src/model/index.js";
import { tinyManifest } from "../support/learngenes.js";

const base = tinyManifest(1);
const { config } = base.architecture;
const smallest = {
  ...config,
  imageSize: 1,
  patchSize: 1,
  embedDim: 1,
  numHeads: 1,
  mlpRatio: 1,
  numClasses: 1,
};
const digest = `sha256:${"5".repeat(64)}`;

const trained: Manifest = {
  ...tinyManifest(2),
  ancestry: { digest, depth: 12, accuracy: 0.875 },
  training: {
    dataset: { name: "toy", digest, trainImages: 10, testImages: 0 },
    recipe: { epochs: 2, nested: { mixed: [true, null, "x", -0.5, 1e300] }, empty: {} },
    layouts: {
      schedule: "drawn",
      layers: [
        [2, 2],
        [1, 0],
        [3, 1],
      ],
    },
    steps: 7,
    seconds: 1.5,
    results: [{ depth: 3, layers: [2, 1], accuracy: 1, loss: 0 }],
  },
  description: 'Ameisen, Bienen \u2013 und "Katzen" \u{1f408} \\',
};

const manifests: Manifest[] = [
  base,
  tinyManifest(3),
  trained,
  { ...base, architecture: { family: "vit", config: smallest }, labels: ["only"] },
  {
    ...base,
    architecture: { family: "vit", config: { ...smallest, globalPool: "token", fcNorm: false, inChans: 3 } },
    preprocessing: { mean: [0, 0.5, 1], std: [1, 1, 1], interpolation: "nearest" },
    labels: [""],
  },
];

/** Values at the edges of what float32 holds, then others. */
const values = [
  0, -0, 1, -1, 3.4028234663852886e38, -3.4028234663852886e38, 1.4e-45, 1.1754943508222875e-38, 0.1,
];

function tensorsOf(manifest: Manifest) {
  return storedTensors(manifest).map(({ name, shape }, i) => ({
    name,
    shape,
    data: Float32Array.from({ length: elementCount(shape) }, (_, j) => values[(i + j) % values.length] ?? 0),
  }));
}

/** The files. The last two hold their tensors in another order, and other metadata beside the manifest. */
export const seeds: readonly Uint8Array[] = [
  ...manifests.map((manifest) =>
    writeLearngene(manifest, new Map(tensorsOf(manifest).map(({ name, data }) => [name, data]))),
  ),
  writeSafetensors(tensorsOf(base).reverse(), {
    learngene: JSON.stringify(base),
    format: "pt",
    "": "\u00e9",
  }),
  writeSafetensors(tensorsOf(trained).reverse(), {
    learngene: JSON.stringify(trained, null, 1),
    __proto__x: "y",
  }),
];
