/** Learngenes of any shape with seeded random weights: real in form and scale, never trained, never committed. */
import { open } from "node:fs/promises";
import {
  bytesFromFloats,
  safetensorsHeader,
  storedTensors,
  writeLearngene,
  type Manifest,
} from "../../src/formats/index.js";
import { elementCount, type TensorSpec, type VitConfig } from "../../src/model/index.js";
import { Random } from "../../src/trainer/random.js";

/** Widths and heads of DeiT (arXiv 2012.12877), for 224 x 224 images in patches of 16. */
export const deitSizes = {
  tiny: { embedDim: 192, numHeads: 3 },
  small: { embedDim: 384, numHeads: 6 },
  base: { embedDim: 768, numHeads: 12 },
} as const;

/** Configuration of a DeiT, or what is changed of it. */
export function deitConfig(size: keyof typeof deitSizes, changes: Partial<VitConfig> = {}): VitConfig {
  return {
    imageSize: 224,
    patchSize: 16,
    inChans: 3,
    numClasses: 1000,
    ...deitSizes[size],
    mlpRatio: 4,
    globalPool: "avg",
    fcNorm: false,
    normEps: 1e-6,
    ...changes,
  };
}

/** Manifest of a learngene that nobody trained. Stage-wise, it has SWS's stages: 3,3,4,3,3. */
export function generatedManifest(
  config: VitConfig,
  rule: Manifest["rule"] = "stage-wise",
  stages: readonly number[] = rule === "linear" ? [12] : [3, 3, 4, 3, 3],
): Manifest {
  const channels = <T>(value: T) => Array.from({ length: config.inChans }, () => value);
  return {
    formatVersion: 1,
    architecture: { family: "vit", config },
    rule,
    stages: stages.map((layers) => ({ layers })),
    ancestry: null,
    training: null,
    preprocessing: { mean: channels(0.5), std: channels(0.25), interpolation: "bicubic" },
    license: "Apache-2.0",
  };
}

/** A small one, in memory. */
export function generatedLearngene(manifest: Manifest, seed = 1): Uint8Array {
  const pool = randomPool(seed);
  const specs = storedTensors(manifest);
  return writeLearngene(manifest, new Map(specs.map((spec, i) => [spec.name, drawn(spec, pool, i)])));
}

/** A large one, to a file, a tensor at a time. */
export async function writeGeneratedLearngene(path: string, manifest: Manifest, seed = 1): Promise<void> {
  const pool = randomPool(seed);
  const tensors = storedTensors(manifest).map((spec) => ({ ...spec, dtype: "F32" as const }));
  const file = await open(path, "w");
  try {
    await file.write(safetensorsHeader(tensors, { format: "pt", learngene: JSON.stringify(manifest) }));
    for (const [i, spec] of tensors.entries()) {
      await file.write(bytesFromFloats(drawn(spec, pool, i)));
    }
  } finally {
    await file.close();
  }
}

/** A prime, so that no tensor's rows repeat. */
const POOL = 1_000_003;

/** Numbers of mean 0 and deviation 1. */
function randomPool(seed: number): Float32Array {
  const random = Random.fromSeed(seed);
  return Float32Array.from({ length: POOL }, () => Math.sqrt(12) * (random.uniform() - 0.5));
}

/** Values that keep activations at their scale from layer to layer, no part of the network idle. */
function drawn({ name, shape }: TensorSpec, pool: Float32Array, index: number): Float32Array {
  const fanIn = elementCount(shape.slice(1));
  const isNorm = /norm\d?\.(weight|bias)$/.test(name);
  const slope = name.startsWith("slope.");
  const scale = name.endsWith("weight") && !isNorm ? 1 / Math.sqrt(fanIn) : 0.2;
  const mean = isNorm && name.endsWith("weight") && !slope ? 1 : 0;
  const start = (index * 7919) % POOL;
  return Float32Array.from(
    { length: elementCount(shape) },
    (_, i) => mean + scale * (pool[(start + i) % POOL] ?? 0),
  );
}
