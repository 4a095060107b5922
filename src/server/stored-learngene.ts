import { readLearngene, type Learngene } from "../formats/index.js";
import { UnavailableError, type LentBlob, type Registry, type Version } from "../registry/index.js";

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
