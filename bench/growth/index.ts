import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { writeResult } from "../support/provenance.js";
import { updatePart } from "../support/readme.js";
import { catalogGrowth } from "./catalog.js";
import { fileGrowth, planGrowth } from "./serving.js";
import { growthTable } from "./slope.js";

/**
 * `npm run bench -- growth`: how time grows with size: queries of a catalog of up to 10^5 learngenes and 10^6 versions on
 * PostgreSQL, plans by depth, publications and expansions by bytes. Writes docs/performance.md. `--quick` takes a tenth, and
 * writes nothing.
 */
export async function growthBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: "boolean", default: false } },
  });
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
  const [learngenes, widths] = values.quick
    ? [
        [100, 1000, 10_000],
        [64, 192, 384],
      ]
    : [
        [1000, 10_000, 100_000],
        [192, 384, 768, 1536],
      ];
  const series = [
    await planGrowth([4, 16, 64, 256]),
    ...(await fileGrowth(widths)),
    ...(await catalogGrowth(learngenes)),
  ];
  console.log(growthTable(series));
  if (!values.quick) {
    await writeResult("growth", { command: "npm run bench -- growth", versionsOfEach: 10, series });
    await updatePart("docs/performance.md", "growth", growthTable(series));
  }
}
