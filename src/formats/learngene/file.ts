import { learngeneTensors, ruleNamed, type TensorSpec } from "../../model/index.js";
import { readSafetensorsHeader, type SafetensorsHeader } from "../safetensors/header.js";
import { writeSafetensors } from "../safetensors/write.js";
import type { RandomAccess } from "../segments.js";
import {
  checkTensors,
  dataChunks,
  manifestMetadata,
  orderedTensors,
  readAllFloats,
  readManifest,
  verifyFinite,
  WeightsVerifier,
  type WeightsKind,
} from "../weights/index.js";
import { manifestSchema, type Manifest } from "./manifest.js";

/** A learngene file but for the values of its tensors: enough to plan an expansion. */
export interface Learngene {
  readonly manifest: Manifest;
  readonly header: SafetensorsHeader;
}

const kind: WeightsKind<typeof manifestSchema> = {
  key: "learngene",
  title: "a learngene file",
  schema: manifestSchema,
  code: "invalid-learngene",
};

/**
 * Reads a learngene file's header and manifest, and checks that its tensors are the manifest's. Throws
 * `invalid-safetensors` or `invalid-learngene`. Does not look at values: see {@link verifyLearngene}.
 */
export async function readLearngene(source: RandomAccess): Promise<Learngene> {
  const header = await readSafetensorsHeader(source);
  const manifest = readManifest(kind, header.metadata);
  checkTensors(header, storedTensors(manifest), kind.code);
  return { manifest, header };
}

/** {@link readLearngene}, then every value is checked to be finite, in bounded chunks. */
export async function verifyLearngene(source: RandomAccess): Promise<Learngene> {
  const learngene = await readLearngene(source);
  await verifyFinite(learngene.header, dataChunks(source, learngene.header), kind.code);
  return learngene;
}

/** Verifies a learngene file while it comes in: {@link verifyLearngene} without a second reading. */
export function learngeneVerifier(): WeightsVerifier<typeof manifestSchema> {
  return new WeightsVerifier(kind, storedTensors);
}

/** A learngene with all its weights, verified: by name, in the order of {@link storedTensors}. */
export async function readLearngeneTensors(
  source: RandomAccess,
): Promise<Learngene & { tensors: Map<string, Float32Array> }> {
  const learngene = await readLearngene(source);
  const specs = storedTensors(learngene.manifest);
  return { ...learngene, tensors: await readAllFloats(source, learngene.header, specs, kind.code) };
}

/**
 * A learngene file, in memory. `tensors` are exactly {@link storedTensors}; equal arguments give equal bytes.
 * Throws `invalid-learngene` for a manifest its schema refuses or a value that is not finite.
 */
export function writeLearngene(manifest: Manifest, tensors: ReadonlyMap<string, Float32Array>): Uint8Array {
  const metadata = manifestMetadata(kind, manifest);
  return writeSafetensors(orderedTensors(tensors, storedTensors(manifest), kind.code), metadata);
}

/** The tensors that a learngene with this manifest stores. */
export function storedTensors(manifest: Pick<Manifest, "architecture" | "rule" | "stages">): TensorSpec[] {
  const rule = ruleNamed(manifest.rule);
  const blocks = rule.storedBlocks(manifest.stages.length);
  return learngeneTensors(manifest.architecture, blocks, (index) => rule.blockName(index));
}
