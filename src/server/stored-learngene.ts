import { readLearngene, type Learngene } from "../formats/index.js";
import {
  UnavailableError,
  type LentBlob,
  type Registry,
  type Version,
  type VersionName,
} from "../registry/index.js";

/** A version with its file's header. */
export interface StoredLearngene {
  readonly version: Version;
  readonly learngene: Learngene;
}

/** Resolves a version and reads its file's header. */
export async function withStoredLearngene<T>(
  registry: Registry,
  { owner, name, ref }: VersionName,
  use: (stored: StoredLearngene) => T | Promise<T>,
): Promise<T> {
  const version = await registry.resolve(owner, name, ref);
  return use({ version, learngene: await readStored(registry, version) });
}

/** The header of a version's file. */
export async function readStored(
  registry: Registry,
  version: Pick<Version, "digest" | "size">,
): Promise<Learngene> {
  const file = registry.lendFile(version);
  try {
    return await readSound(file, version);
  } finally {
    file.close();
  }
}

async function readSound(file: LentBlob, { digest }: Pick<Version, "digest">): Promise<Learngene> {
  try {
    return await readLearngene(file);
  } catch (cause) {
    if (cause instanceof UnavailableError) {
      throw cause;
    }
    // It was sound when it was published: not the asker's fault.
    throw new Error(`the stored file ${digest} is damaged`, { cause });
  }
}
