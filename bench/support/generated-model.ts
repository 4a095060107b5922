import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { expansionStream, planExpansion, planRequest } from "../../src/expander/index.js";
import { bytesAccess, readLearngene } from "../../src/formats/index.js";
import type { VitConfig } from "../../src/model/index.js";
import { generatedLearngene, generatedManifest } from "../../test/support/generated-learngenes.js";
import { bytesSource } from "../../test/support/sources.js";

/** A ViT of 1000 classes. */
export interface GeneratedModel {
  embedDim: number;
  numHeads: number;
  imageSize: number;
  patchSize: number;
  depth: number;
  dtype: "float32" | "float16";
}

/** Writes the ONNX model of a network whose weights are generated, as the server would send it; gives what it is. */
export async function writeModel(
  { embedDim, numHeads, imageSize, patchSize, depth, dtype }: GeneratedModel,
  path: string,
): Promise<VitConfig> {
  const config: VitConfig = {
    imageSize,
    patchSize,
    inChans: 3,
    numClasses: 1000,
    embedDim,
    numHeads,
    mlpRatio: 4,
    globalPool: "token",
    fcNorm: false,
    normEps: 1e-6,
  };
  const manifest = generatedManifest(config, "stage-wise", [2]);
  const file = Buffer.from(generatedLearngene(manifest));
  const learngene = await readLearngene(bytesAccess(file));
  const plan = planRequest({ depth }, manifest);
  const digest = `sha256:${"0".repeat(64)}`;
  const { segments } = planExpansion({ digest, learngene, plan, dtype, format: "onnx" });
  await pipeline(expansionStream(segments, bytesSource(file)), createWriteStream(path));
  return config;
}
