import type { Architecture } from "../../src/model/index.js";

/** What experiments vary in their networks; what is left out is the samples'. */
export interface SmallVit {
  readonly width?: number;
  readonly heads?: number;
  readonly patchSize?: number;
  /** Of the images, pixels. */
  readonly side?: number;
  readonly channels?: number;
}

/** A ViT for small images of ten classes. */
export function smallVit({
  width = 64,
  heads = 4,
  patchSize = 7,
  side = 28,
  channels = 1,
}: SmallVit = {}): Architecture {
  return {
    family: "vit",
    config: {
      imageSize: side,
      patchSize,
      inChans: channels,
      numClasses: 10,
      embedDim: width,
      numHeads: heads,
      mlpRatio: 4,
      globalPool: "avg",
      fcNorm: false,
      normEps: 1e-6,
    },
  };
}
