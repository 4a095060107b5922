import { networkTensors } from "../model/index.js";
import { Classifier } from "./engine/classifier.js";
import { tensorOn, type SessionOptions } from "./engine/session.js";
import type { NetworkWeights } from "./network-weights.js";

/** A classifier that reads a network's weights where they lie in memory. */
export function classifierOf(
  { manifest, tensors }: NetworkWeights,
  options: SessionOptions,
): Promise<Classifier> {
  const { architecture, depth } = manifest;
  const specs = networkTensors(architecture, depth);
  const weights = Object.fromEntries(
    specs.map(({ name, shape }) => [name, tensorOn(tensors.get(name) ?? new Float32Array(0), shape)]),
  );
  return Classifier.fromWeights({ architecture, depth, tensors: specs }, () => weights, options);
}
