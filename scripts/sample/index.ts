/**
 * `npm run sample`: makes the learngenes of samples/ from nothing, and their tables in the README; `npm run sample -- NAME…` makes
 * some of them. On LEARNGENE_THREADS threads, or all cores. What is done stays in .learngene/sample: a run that was stopped goes on.
 */
import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { samplesPart } from "../../bench/sample-table.js";
import { updateReadme } from "../../bench/support/readme.js";
import { writeLearngene } from "../../src/formats/index.js";
import {
  composeReporters,
  jsonLinesReporter,
  openDataset,
  terminalReporter,
  writeAtomically,
} from "../../src/trainer/index.js";
import { sampleRecipes, type SampleRecipe } from "./recipes.js";
import { trainSample } from "./train-sample.js";

const threads = Number(process.env["LEARNGENE_THREADS"] ?? availableParallelism());
const [, , ...given] = process.argv;
const names = given.length > 0 ? given : Object.keys(sampleRecipes);
for (const [name, recipe] of names.map((name) => [name, recipeNamed(name)] as const)) {
  await make(name, recipe);
}

function recipeNamed(name: string): SampleRecipe {
  const recipe = sampleRecipes[name];
  if (recipe === undefined) {
    const known = Object.keys(sampleRecipes).join(", ");
    console.error(`sample: no sample ${JSON.stringify(name)}; there are: ${known}`);
    process.exit(2);
  }
  return recipe;
}

async function make(name: string, recipe: SampleRecipe): Promise<void> {
  const folder = join(".learngene", "sample", name);
  const dataset = await openDataset(recipe.learngene.dataset, { cacheDirectory: ".learngene" });
  await mkdir(folder, { recursive: true });
  const reporter = composeReporters(terminalReporter(), jsonLinesReporter(join(folder, "metrics.jsonl")));
  try {
    const { manifest, tensors } = await trainSample(recipe, dataset, folder, { threads, reporter });
    const path = join("samples", `${name}.safetensors`);
    await writeAtomically(path, writeLearngene(manifest, tensors));
    await updateReadme("sample", await samplesPart());
    reporter.note(`wrote ${path}`);
  } finally {
    reporter.close();
  }
}
