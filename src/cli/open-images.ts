import type { Architecture } from "../model/index.js";
import { openDataset, type ImageDataset, type Recipe } from "../trainer/index.js";

/** What of a command's options and recipe says how a data set is opened. */
export interface ImagesWanted {
  readonly dataset: string;
  readonly images: Recipe["images"];
  /** Where decoded data is kept. */
  readonly cache: string;
  readonly quiet?: boolean;
}

/** Opens a data set, its images scaled to what a network reads unless the recipe says otherwise. */
export function openImages(
  { dataset, images, cache, quiet = false }: ImagesWanted,
  architecture?: Architecture,
): Promise<ImageDataset> {
  const { size = architecture?.config.imageSize, color = colorOf(architecture), broken } = images;
  return openDataset(dataset, {
    cacheDirectory: cache,
    size,
    color,
    broken,
    note: (text) => {
      if (!quiet) {
        process.stderr.write(`${text}\n`);
      }
    },
  });
}

function colorOf(architecture: Architecture | undefined): "gray" | "rgb" | undefined {
  switch (architecture?.config.inChans) {
    case 1:
      return "gray";
    case 3:
      return "rgb";
    default:
      return undefined;
  }
}
