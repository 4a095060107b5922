import { createReadStream, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InputError } from "../model/index.js";
import { theProgram, type Registry } from "../registry/index.js";

/** The learngene that comes with the package. */
export const sample = {
  owner: "learngene",
  name: "fashion-vit",
  path: fileURLToPath(new URL("../../samples/fashion-vit.safetensors", import.meta.url)),
};

/**
 * Publishes the sample in a registry that does not have it.
 *
 * @returns whether the registry has it now: not so where the package came without
 */
export async function publishSample(registry: Registry): Promise<boolean> {
  const { owner, name, path } = sample;
  if (await isPublished(registry, owner, name)) {
    return true;
  }
  if (!existsSync(path)) {
    return false;
  }
  await registry.publish({ owner, name, body: createReadStream(path) }, theProgram);
  return true;
}

async function isPublished(registry: Registry, owner: string, name: string): Promise<boolean> {
  try {
    await registry.get(owner, name);
    return true;
  } catch (error) {
    if (error instanceof InputError && error.code === "learngene-not-found") {
      return false;
    }
    throw error;
  }
}
