import type { Architecture } from "../model/index.js";
import { imagesFor, openDataset, type ImageDataset, type Recipe } from "../trainer/index.js";
import { fetchDataset } from "./stored-dataset.js";

/** What of a command's options and recipe says how a data set is opened. */
export interface ImagesWanted {
  readonly dataset: string;
  readonly images: Recipe["images"];
  /** Where decoded data is kept. */
  readonly cache: string;
  readonly quiet?: boolean;
  /** Aborts fetching it from a server. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a data set, its images scaled to what a network reads unless the recipe says otherwise. `OWNER/NAME` is one of the
 * server that `LEARNGENE_SERVER` names.
 */
export async function openImages(
  { dataset, images, cache, quiet = false, signal = new AbortController().signal }: ImagesWanted,
  architecture?: Architecture,
): Promise<ImageDataset> {
  const fetched = await fetchDataset(dataset, cache, signal);
  return openDataset(fetched ?? dataset, {
    cacheDirectory: cache,
    ...imagesFor(architecture, images),
    note: (text) => {
      if (!quiet) {
        process.stderr.write(`${text}\n`);
      }
    },
  });
}
