import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readMigrations } from "../../src/registry/migrate.js";
import { openRegistry } from "../../src/registry/index.js";

const modules = fileURLToPath(new URL("../../node_modules/", import.meta.url));

/**
 * Fills `directory` with a data directory that was opened once and is empty: opening that takes a tenth of a first
 * open. The template is made once a schema, and kept beside the installed packages.
 */
export async function copyDataDirectory(directory: string): Promise<void> {
  const cache = join(modules, ".cache");
  const template = join(cache, `learngene-data-${await fingerprint()}`);
  if (!existsSync(template)) {
    await mkdir(cache, { recursive: true });
    await makeTemplate(template);
  }
  await cp(template, directory, { recursive: true });
}

// Two test files may do this at once: each makes its own, and one of them gets the name.
async function makeTemplate(template: string): Promise<void> {
  const own = await mkdtemp(`${template}.`);
  const registry = await openRegistry({ dataDirectory: own });
  await registry.close();
  try {
    await rename(own, template);
  } catch (cause) {
    await rm(own, { recursive: true });
    if (!existsSync(template)) {
      throw cause;
    }
  }
}

async function fingerprint(): Promise<string> {
  const pglite = await readFile(join(modules, "@electric-sql", "pglite", "package.json"), "utf8");
  const hash = createHash("sha256").update(pglite);
  for (const { sha256 } of await readMigrations()) {
    hash.update(sha256);
  }
  return hash.digest("hex").slice(0, 16);
}
