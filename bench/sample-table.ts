import { readFileSync } from "node:fs";
import { samples } from "../src/cli/samples.js";
import { bytesAccess, readLearngene, type DepthResult, type Manifest } from "../src/formats/index.js";

/** A learngene's test accuracy, untuned, by depth, as a Markdown table. */
export function sampleTable(results: readonly DepthResult[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    row(["layers", ...results.map(({ layers }) => layers.join(","))]),
    row(["---", ...results.map(() => "---:")]),
    row(["depth", ...results.map(({ depth }) => String(depth))]),
    row(["accuracy, %", ...results.map(({ accuracy }) => (100 * accuracy).toFixed(2))]),
  ].join("\n");
}

/** Of each sample, the images it was measured on and what its manifest records, as Markdown. */
export async function samplesPart(): Promise<string> {
  const parts = await Promise.all(
    samples.map(async ({ owner, name, path }) => {
      const { manifest } = await readLearngene(bytesAccess(readFileSync(path)));
      return `\`${owner}/${name}\`, ${imagesOf(manifest)}:\n\n${sampleTable(manifest.training?.results ?? [])}`;
    }),
  );
  return parts.join("\n\n");
}

function imagesOf({ training, ancestry }: Manifest): string {
  const { name = "", trainImages = 0, testImages = 0 } = training?.dataset ?? {};
  const count = (images: number) => images.toLocaleString("en-US");
  const accuracy = ancestry?.accuracy;
  const ancestor = accuracy === undefined ? "" : `; its Ans-Net gets ${(100 * accuracy).toFixed(2)} % right`;
  return `of \`${name}\`, ${count(trainImages)} images to learn from and ${count(testImages)} to test on${ancestor}`;
}
