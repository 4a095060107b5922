/** Tiny learngene files to publish, and files as they were published. */
import { storedTensors, writeLearngene, type Manifest } from "../../src/formats/index.js";
import {
  theProgram,
  type Publication,
  type Published,
  type Registry,
  type Version,
} from "../../src/registry/index.js";
import { distinctTensors, tinyManifest } from "../support/learngenes.js";
import { chunks } from "./blob-bytes.js";

/** A learngene file that differs from every other with another description. */
export function tinyFile(description: string, changes: Partial<Manifest> = {}): Uint8Array {
  const manifest = { ...tinyManifest(), description, ...changes };
  return writeLearngene(manifest, distinctTensors(storedTensors(manifest)));
}

/** Publishes bytes as `owner/name`, in small chunks. */
export function publishAs(
  registry: Registry,
  id: string,
  bytes: Uint8Array,
  rest: Partial<Publication> = {},
): Promise<Published> {
  const [owner = "", name = ""] = id.split("/");
  return registry.publish({ owner, name, body: chunks(bytes, 1000), ...rest }, theProgram);
}

/** The bytes of a version's file. */
export async function fileOf(registry: Registry, version: Version): Promise<Uint8Array> {
  const file = await registry.openFile(version);
  try {
    return await file.read(0, file.size);
  } finally {
    await file.close();
  }
}
