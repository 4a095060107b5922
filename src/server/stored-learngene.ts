import { readLearngene, type Learngene } from "../formats/index.js";
import {
  UnavailableError,
  type OpenBlob,
  type Registry,
  type Version,
  type VersionName,
} from "../registry/index.js";

/** A version with its file open. */
export interface StoredLearngene {
  readonly version: Version;
  readonly learngene: Learngene;
  readonly file: OpenBlob;
}

/** Resolves a version, opens its file and reads its header for as long as `use` runs. */
export async function withStoredLearngene<T>(
  registry: Registry,
  { owner, name, ref }: VersionName,
  use: (stored: StoredLearngene) => T | Promise<T>,
): Promise<T> {
  const version = await registry.resolve(owner, name, ref);
  const file = await registry.openFile(version);
  try {
    return await use({ version, learngene: await readStored(file, version), file });
  } finally {
    await file.close();
  }
}

async function readStored(file: OpenBlob, { digest }: Version): Promise<Learngene> {
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
