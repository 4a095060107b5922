import { createReadStream } from "node:fs";
import {
  ALL_OWNERS,
  openRegistry,
  theProgram,
  type Dataset,
  type RegistryConfig,
} from "../../registry/index.js";
import { inspectParquet } from "../../trainer/datasets/index.js";
import type { DatasetPlace } from "./place.js";

/** A registry opened in this process. Throws what its opening throws. */
export async function embeddedPlace(config: RegistryConfig): Promise<DatasetPlace> {
  const registry = await openRegistry(config);
  const { datasets } = registry;
  return {
    put: ({ owner, name, path, visibility }) =>
      datasets.put(
        {
          owner,
          name,
          visibility,
          body: createReadStream(path),
          inspect: (file) => inspectParquet(`${owner}/${name}`, file),
        },
        theProgram,
      ),
    async list() {
      const all: Dataset[] = [];
      let cursor: string | undefined;
      do {
        const page = await datasets.list({ privateOf: [ALL_OWNERS], cursor, limit: 200 });
        all.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return all;
    },
    get: (name) => datasets.get(name),
    async setVisibility(name, visibility) {
      await datasets.setVisibility(name, visibility, theProgram);
    },
    delete: (name) => datasets.delete(name, theProgram),
    close: () => registry.close(),
  };
}
