import type { Preprocessing } from "../../model/index.js";
import type { Images } from "./images.js";

/** Size of one image. */
export interface ImageShape {
  readonly channels: number;
  /** Pixels. */
  readonly height: number;
  /** Pixels. */
  readonly width: number;
}

/** Images with their classes, never changed. */
export interface Split {
  readonly count: number;
  readonly images: Images;
  /** `[count]`, each below the data set's `numClasses`. */
  readonly labels: Uint8Array | Uint16Array;
}

/** Labelled images in two splits: one to train on, one to measure on. */
export interface ImageDataset extends ImageShape {
  /** Short name for people; no path. */
  readonly name: string;
  /** `sha256:` and the hash of the data as canonical IDX files: see `datasetDigest`. */
  readonly digest: string;
  readonly numClasses: number;
  /** One name a class. */
  readonly labels?: readonly string[];
  readonly train: Split;
  readonly test: Split;
  /** How pixels become the network's input. */
  readonly preprocessing: Preprocessing;
}

/** Bytes of one image. */
export function imageSize({ channels, height, width }: ImageShape): number {
  return channels * height * width;
}
