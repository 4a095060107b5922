import { createReadStream, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InputError } from "../model/index.js";
import { theProgram, type Registry } from "../registry/index.js";

/** A learngene that comes with the package. */
export interface Sample {
  readonly owner: string;
  readonly name: string;
  readonly path: string;
}

/** Those that come with the package, the one to try first at the head. `npm run sample` makes them. */
export const samples: readonly Sample[] = ["fashion-vit", "digits-vit"].map((name) => ({
  owner: "learngene",
  name,
  path: fileURLToPath(new URL(`../../samples/${name}.safetensors`, import.meta.url)),
}));

/**
 * Publishes the samples in a registry that does not have them.
 *
 * @returns those that the registry has now: without those that the package came without
 */
export async function publishSamples(registry: Registry): Promise<readonly Sample[]> {
  const there: Sample[] = [];
  for (const sample of samples) {
    if (await publish(registry, sample)) {
      there.push(sample);
    }
  }
  return there;
}

async function publish(registry: Registry, { owner, name, path }: Sample): Promise<boolean> {
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
