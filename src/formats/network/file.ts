import { networkTensors } from "../../model/index.js";
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
  type WeightsKind,
} from "../weights/index.js";
import { networkManifestSchema, type NetworkManifest } from "./manifest.js";

/** A network's file (an Ans-Net, an expanded or tuned Des-Net) but for the values of its tensors. */
export interface Network {
  readonly manifest: NetworkManifest;
  readonly header: SafetensorsHeader;
}

const kind: WeightsKind<typeof networkManifestSchema> = {
  key: "network",
  title: "a network file",
  schema: networkManifestSchema,
  code: "invalid-network",
};

/**
 * Reads a network file's header and manifest, and checks that its tensors are the manifest's. Throws
 * `invalid-safetensors` or `invalid-network`. Does not look at values: see {@link verifyNetwork}.
 */
export async function readNetwork(source: RandomAccess): Promise<Network> {
  const header = await readSafetensorsHeader(source);
  const manifest = readManifest(kind, header.metadata);
  checkTensors(header, networkTensors(manifest.architecture, manifest.depth), kind.code);
  return { manifest, header };
}

/** {@link readNetwork}, then every value is checked to be finite, in bounded chunks. */
export async function verifyNetwork(source: RandomAccess): Promise<Network> {
  const network = await readNetwork(source);
  await verifyFinite(network.header, dataChunks(source, network.header), kind.code);
  return network;
}

/** A network with all its weights, verified: by name, in timm's order. */
export async function readNetworkTensors(
  source: RandomAccess,
): Promise<Network & { tensors: Map<string, Float32Array> }> {
  const network = await readNetwork(source);
  const specs = networkTensors(network.manifest.architecture, network.manifest.depth);
  return { ...network, tensors: await readAllFloats(source, network.header, specs, kind.code) };
}

/** What stands in the `__metadata__` of a network's file. Throws `invalid-network` if its own reader would not take it. */
export function networkMetadata(manifest: NetworkManifest): Record<string, string> {
  return manifestMetadata(kind, manifest);
}

/**
 * A network's file, in memory. `tensors` are exactly `networkTensors(architecture, depth)`; equal arguments give
 * equal bytes. Throws `invalid-network` for a manifest its schema refuses or a value that is not finite.
 */
export function writeNetwork(
  manifest: NetworkManifest,
  tensors: ReadonlyMap<string, Float32Array>,
): Uint8Array {
  const specs = networkTensors(manifest.architecture, manifest.depth);
  return writeSafetensors(orderedTensors(tensors, specs, kind.code), networkMetadata(manifest));
}
