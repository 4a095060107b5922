import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../model/index.js";
import { openRegistry, theProgram, type GarbageOptions, type RegistryConfig } from "../registry/index.js";

/**
 * Collects garbage in a registry, and says in a line what came of it. Throws `file-not-found` for a data directory that
 * is not there, and what the registry's opening throws.
 */
export async function collectFrom(config: RegistryConfig, options: GarbageOptions): Promise<string> {
  checkDataDirectory(config);
  const registry = await openRegistry(config);
  try {
    const { dryRun, blobs, bytes, uploads, jobs } = await registry.collectGarbage(options, theProgram);
    const [files, unfinished] = [counted(blobs, "file"), counted(uploads, "unfinished upload")];
    const old = jobs === 0 ? "" : ` and ${counted(jobs, "old job")}`;
    return `${dryRun ? "Would delete" : "Deleted"} ${files} of ${bytes} bytes and ${unfinished}${old}.`;
  } finally {
    await registry.close();
  }
}

/**
 * Throws `file-not-found` unless the data directory is there: opening would make it, and a slip of the pen would find
 * nothing in it.
 */
export function checkDataDirectory({ dataDirectory, s3 }: RegistryConfig): void {
  if (s3 === undefined && !existsSync(join(dataDirectory, "blobs"))) {
    throw new InputError("file-not-found", `there is no data directory ${dataDirectory}`, {
      field: "--data",
      value: dataDirectory,
      fix: "Give --data the directory that learngene serve keeps its files in.",
    });
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
