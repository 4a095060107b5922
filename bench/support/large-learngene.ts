import { open } from "node:fs/promises";
import { bytesFromFloats, safetensorsHeader, storedTensors, type Manifest } from "../../src/formats/index.js";
import { elementCount } from "../../src/model/index.js";
import { Random } from "../../src/trainer/random.js";

/** ViT-Large's width, 21 stages, and classes to fill up the GiB. */
const usual: Manifest = {
  formatVersion: 1,
  architecture: {
    family: "vit",
    config: {
      imageSize: 224,
      patchSize: 16,
      inChans: 3,
      numClasses: 3000,
      embedDim: 1024,
      numHeads: 16,
      mlpRatio: 4,
      globalPool: "avg",
      fcNorm: false,
      normEps: 1e-6,
    },
  },
  rule: "stage-wise",
  stages: Array.from({ length: 21 }, () => ({ layers: 1 })),
  ancestry: null,
  training: null,
  preprocessing: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], interpolation: "bicubic" },
  license: "Apache-2.0",
};

const CHUNK_FLOATS = 1024 * 1024;

/**
 * Writes a learngene, of a little over 1 GiB unless a manifest says otherwise, or, to the file of an earlier call, another header: equal numbers give equal
 * files, others files of the same length.
 */
export async function writeLargeLearngene(path: string, number: number, manifest = usual): Promise<void> {
  const tensors = storedTensors(manifest).map((spec) => ({ ...spec, dtype: "F32" as const }));
  const description = `number ${String(number).padStart(6, "0")}`;
  const header = safetensorsHeader(tensors, { learngene: JSON.stringify({ ...manifest, description }) });
  const file = await open(path, number === 0 ? "w" : "r+");
  try {
    await file.write(header, 0, header.byteLength, 0);
    let left = number === 0 ? tensors.reduce((sum, { shape }) => sum + elementCount(shape), 0) : 0;
    const random = Random.fromSeed(1);
    const floats = Float32Array.from({ length: CHUNK_FLOATS }, () => random.normal());
    for (let at = header.byteLength; left > 0; left -= CHUNK_FLOATS) {
      const bytes = bytesFromFloats(floats.subarray(0, Math.min(left, CHUNK_FLOATS)));
      await file.write(bytes, 0, bytes.byteLength, at);
      at += bytes.byteLength;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
