import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { openPGlite } from "../../src/registry/index.js";
import { digestOfHex } from "../../src/registry/blobs/keys.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { catalogRows } from "./catalog-rows.js";
import type { Contents, FaultStorage } from "./storage.js";

/** PGlite and files in one data directory. */
export async function embeddedStorage(): Promise<FaultStorage> {
  const root = await mkdtemp(join(tmpdir(), "learngene-embedded-faults-"));
  const data = join(root, "data");
  return {
    name: "embedded",
    renew: async (group) => {
      await rm(data, { recursive: true, force: true });
      // The first registry is made from nothing, and may be killed at that.
      if (group > 0) {
        await copyDataDirectory(data);
      }
      return { flags: ["--data", data], env: {} };
    },
    contents: () => contentsOf(data),
    close: () => rm(root, { recursive: true, force: true }),
  };
}

async function contentsOf(data: string): Promise<Contents> {
  const [blobs, strays]: [string[], string[]] = [[], []];
  for (const folder of ["blobs", "uploads"]) {
    for (const entry of await readdir(join(data, folder), { recursive: true, withFileTypes: true })) {
      const digest = folder === "blobs" ? digestOfHex(entry.name) : undefined;
      if (digest !== undefined) {
        blobs.push(digest);
      } else if (!entry.isDirectory()) {
        strays.push(relative(data, join(entry.parentPath, entry.name)));
      }
    }
  }
  const catalog = await openPGlite(join(data, "catalog"));
  try {
    return { blobs, strays: [...strays, ...(await catalogRows(catalog, blobs))] };
  } finally {
    await catalog.close();
  }
}
