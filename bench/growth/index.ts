import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { provenance, writeJson } from "../support/provenance.js";
import { updatePart } from "../support/readme.js";
import { catalogGrowth } from "./catalog.js";
import { writeGrowthPlots } from "./plots.js";
import { fileGrowth, planGrowth } from "./serving.js";
import { growthTable, type Series } from "./slope.js";
import { stepGrowth } from "./steps.js";

/** What is measured at once, each with where and when. */
export type GrowthParts = Readonly<Record<string, { readonly series: readonly Series[] }>>;

const parts: Readonly<Record<string, (quick: boolean) => Promise<Series[]>>> = {
  plans: async () => [await planGrowth([4, 16, 64, 256])],
  files: (quick) => fileGrowth(quick ? [64, 192, 384] : [192, 384, 768, 1536]),
  steps: stepGrowth,
  catalog: (quick) => catalogGrowth(quick ? [100, 1000, 10_000] : [1000, 10_000, 100_000]),
};

const RESULT = "bench/results/growth.json";

/**
 * `npm run bench -- growth`: how time grows with size: plans by depth, publications and expansions by bytes, training steps by
 * depth, batch and width, queries of a catalog of up to 10^5 learngenes and 10^6 versions on PostgreSQL. Writes
 * docs/performance.md. `--part NAME` measures one of these and keeps what there is of the others; `--quick` takes a tenth of the
 * sizes, and writes nothing.
 */
export async function growthBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      part: { type: "string", multiple: true },
    },
  });
  const chosen = values.part ?? Object.keys(parts);
  const measured: Record<string, { readonly series: readonly Series[] }> = {};
  if (chosen.includes("files")) {
    execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
  }
  for (const name of chosen) {
    const measure = parts[name];
    if (measure === undefined) {
      throw new Error(`no part ${name}; there are: ${Object.keys(parts).join(", ")}`);
    }
    const series = await measure(values.quick);
    console.log(growthTable(series));
    measured[name] = { ...provenance(), series };
  }
  if (!values.quick) {
    const all = inOrder({ ...(await before()), ...measured });
    await writeJson(RESULT, { command: "npm run bench -- growth", versionsOfEach: 10, parts: all });
    await updatePart("docs/performance.md", "growth", growthTable(seriesOf(all)));
    await writeGrowthPlots(all);
  }
}

/** All that was measured, in the order of the table. */
export const seriesOf = (measured: GrowthParts): Series[] =>
  Object.values(measured).flatMap(({ series }) => series);

async function before(): Promise<GrowthParts> {
  return (JSON.parse(await readFile(RESULT, "utf8")) as { parts: GrowthParts }).parts;
}

const inOrder = (measured: GrowthParts): GrowthParts =>
  Object.fromEntries(
    Object.keys(parts).flatMap((name) => {
      const part = measured[name];
      return part === undefined ? [] : [[name, part]];
    }),
  );
