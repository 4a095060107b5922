/** Learngene files for a campaign, each made once. */
import { createHash } from "node:crypto";
import { storedTensors, writeLearngene } from "../../src/formats/index.js";
import { distinctTensors, tinyManifest } from "../support/learngenes.js";

export interface SampleFile {
  readonly bytes: Buffer;
  /** `sha256:…`. */
  readonly digest: string;
}

/** Width of a network whose learngene has 3 MB a stage. */
const LARGE_WIDTH = 256;

function sampleFile(description: string, stages: number, width?: number): SampleFile {
  const manifest = { ...tinyManifest(stages), description };
  const { config } = manifest.architecture;
  const wide = width === undefined ? config : { ...config, embedDim: width, mlpRatio: 4 };
  const whole = { ...manifest, architecture: { family: "vit" as const, config: wide } };
  const bytes = Buffer.from(writeLearngene(whole, distinctTensors(storedTensors(whole))));
  return { bytes, digest: digestOf(bytes) };
}

/** Some kilobytes that no other description has. */
export function smallFile(description: string): SampleFile {
  return sampleFile(description, 2);
}

/**
 * A few files that are published over and over, so that bytes that were deleted come again while they are collected:
 * six small ones, one of 3 MB, one of 9 MB, which a bucket takes in two parts.
 */
export const pool: readonly SampleFile[] = [
  ...Array.from({ length: 6 }, (_, i) => smallFile(`pool ${i}`)),
  sampleFile("large", 1, LARGE_WIDTH),
  sampleFile("larger", 3, LARGE_WIDTH),
];

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
