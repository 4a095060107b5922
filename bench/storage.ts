import { planExpansion, planRequest } from "../src/expander/index.js";
import { parseSafetensorsHeader, safetensorsHeader, storedTensors } from "../src/formats/index.js";
import { deitConfig, deitSizes, generatedManifest } from "../test/support/generated-learngenes.js";
import { writeResult } from "./support/provenance.js";
import { updateReadme } from "./support/readme.js";

/** What is stored for one family of networks. */
export interface StorageFigures {
  size: string;
  /** Bytes of the learngene's file. */
  learngene: number;
  /** Bytes of a file for each depth. */
  depths: { depth: number; bytes: number }[];
}

const DEPTHS = [6, 7, 8, 9, 10, 11, 12];

/**
 * `npm run bench -- storage`: bytes of one stage-wise learngene of DeiT's sizes against those of one float32 safetensors
 * file for each depth from 6 to 12. Lengths are exact and do not depend on weights, so none are made.
 */
export async function storageBench(): Promise<void> {
  const families = (Object.keys(deitSizes) as (keyof typeof deitSizes)[]).map(storageOf);
  console.log(storageTable(families));
  await writeResult("storage", { command: "npm run bench -- storage", seed: null, families });
  await updateReadme("storage", storageTable(families));
}

/** What a learngene of a size takes, and what its expansions would. */
export function storageOf(size: keyof typeof deitSizes): StorageFigures {
  const manifest = generatedManifest(deitConfig(size));
  const tensors = storedTensors(manifest).map((spec) => ({ ...spec, dtype: "F32" as const }));
  const head = safetensorsHeader(tensors, { format: "pt", learngene: JSON.stringify(manifest) });
  const header = parseSafetensorsHeader(head.subarray(8));
  const request = { digest: `sha256:${"0".repeat(64)}`, learngene: { manifest, header } };
  const depths = DEPTHS.map((depth) => {
    const plan = planRequest({ depth }, manifest);
    return { depth, bytes: planExpansion({ ...request, plan, format: "safetensors" }).length };
  });
  return { size, learngene: header.size, depths };
}

/** Results as a Markdown table. */
export function storageTable(families: readonly StorageFigures[]): string {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const rows = families.map(({ size, learngene, depths }) => {
    const sum = depths.reduce((total, { bytes }) => total + bytes, 0);
    const cells = [learngene, ...depths.map(({ bytes }) => bytes), sum].map(megabytes);
    return `| DeiT-${size.charAt(0).toUpperCase()}${size.slice(1)} | ${cells.join(" | ")} | ${(sum / learngene).toFixed(1)} |`;
  });
  return [
    `| MB | one learngene | ${DEPTHS.map((depth) => `depth ${depth}`).join(" | ")} | all seven | over the learngene |`,
    `| --- |${" ---: |".repeat(DEPTHS.length + 3)}`,
    ...rows,
  ].join("\n");
}
