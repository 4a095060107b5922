import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { networkMemory } from "../src/model/index.js";
import { writeModel, type GeneratedModel } from "./support/generated-model.js";
import { writeResult } from "./support/provenance.js";

interface Case extends GeneratedModel {
  batch: number;
}

const vit = { imageSize: 224, patchSize: 16, dtype: "float32" } as const;
const cases: readonly Case[] = [
  { ...vit, embedDim: 64, numHeads: 4, imageSize: 28, patchSize: 4, depth: 12, batch: 32 },
  { ...vit, embedDim: 192, numHeads: 3, depth: 1, batch: 8 },
  { ...vit, embedDim: 192, numHeads: 3, depth: 12, batch: 1 },
  { ...vit, embedDim: 192, numHeads: 3, depth: 24, batch: 32 },
  { ...vit, embedDim: 192, numHeads: 12, depth: 6, batch: 8 },
  { ...vit, embedDim: 192, numHeads: 3, imageSize: 384, depth: 6, batch: 8 },
  { ...vit, embedDim: 384, numHeads: 6, depth: 12, batch: 8 },
  { ...vit, embedDim: 768, numHeads: 12, depth: 12, batch: 1 },
  { ...vit, embedDim: 192, numHeads: 3, depth: 12, batch: 1, dtype: "float16" },
  { ...vit, embedDim: 192, numHeads: 3, depth: 12, batch: 8, dtype: "float16" },
  { ...vit, embedDim: 768, numHeads: 12, depth: 6, batch: 1, dtype: "float16" },
];

/**
 * `npm run bench -- memory-estimate`: the peak memory that budgets reckon with, beside that of a process which loads the
 * served ONNX model and runs it, over what it had after a model of one tiny layer. Linux only. Fails above 20 %.
 * `--quick` takes two models, and writes nothing.
 */
export async function memoryEstimateBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: "boolean", default: false } },
  });
  const folder = await mkdtemp(join(tmpdir(), "learngene-bench-"));
  try {
    const tiny = join(folder, "tiny.onnx");
    await writeModel({ ...vit, embedDim: 4, numHeads: 2, imageSize: 4, patchSize: 2, depth: 1 }, tiny);
    const results = [];
    for (const one of values.quick ? cases.slice(0, 2) : cases) {
      const path = join(folder, "model.onnx");
      const config = await writeModel(one, path);
      const runner = fileURLToPath(new URL("support/run-model.ts", import.meta.url));
      const flags = ["--import", "tsx", runner, tiny, path, String(one.batch), String(one.imageSize)];
      const measured = Number(execFileSync(process.execPath, flags, { encoding: "utf8" }));
      const architecture = { family: "vit", config } as const;
      const estimate = networkMemory(architecture, one.depth, one.batch, one.dtype === "float16");
      results.push({ ...one, measured, estimate, ratio: estimate / measured });
      console.log(JSON.stringify(results.at(-1)));
    }
    if (values.quick) {
      return;
    }
    await writeResult("memory-estimate", { command: "npm run bench -- memory-estimate", results });
    const off = results.filter(({ ratio }) => Math.abs(ratio - 1) > 0.2);
    if (off.length > 0) {
      throw new Error(`${off.length} of ${results.length} estimates are off by more than 20 %`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
