import type { ImageDataset } from "../trainer/index.js";

/** What images decide of a new network's architecture. */
export function architectureFor({ height, channels, numClasses }: ImageDataset): {
  family: "vit";
  config: { imageSize: number; inChans: number; numClasses: number };
} {
  return { family: "vit", config: { imageSize: height, inChans: channels, numClasses } };
}
