import { experimentOptions, runExperiment } from "../support/experiment.js";
import { writeResult } from "../support/provenance.js";
import { ablationsParts, writeAblationsDocument } from "./document.js";
import { gather } from "./results.js";
import type { UnitResult } from "./run-unit.js";
import { ancestorRecipeOf, learnRecipeOf, scales, tuningRecipeOf } from "./scale.js";
import { unitsOf } from "./units.js";

/**
 * `npm run bench -- ablations`: what a learngene's stages, width, layouts and distillation come to, one changed at a time, each
 * learned at the FLOPs of its Ans-Net's training. Writes bench/results/ablations.json, and its tables and plots into
 * docs/how-to/choose-a-learngene.md, of as many seeds as are whole. What is done stays in .learngene/bench: a stopped run goes
 * on; `--seeds 1` takes those, `--minutes` stops after so many. `--quick` takes fewer values and little training, and writes nothing.
 */
export async function ablationsBench(args: readonly string[]): Promise<void> {
  const options = experimentOptions(args);
  const scale = scales[options.scale];
  const seeds = options.seeds ?? scale.seeds;
  const worker = new URL("worker.ts", import.meta.url);
  const results = await runExperiment<UnitResult>("ablations", unitsOf(scale, seeds), options, worker);
  const result = gather(scale, seeds, results);
  if (result === undefined) {
    console.log("no seed is whole yet");
    return;
  }
  for (const part of Object.values(ablationsParts(result))) {
    console.log(`\n${part}`);
  }
  console.log(`\n${(result.coreSeconds / 60).toFixed(0)} minutes of one core`);
  if (scale.name !== "full") {
    return;
  }
  const [seed = 0] = result.seeds;
  await writeResult("ablations", {
    command: `npm run bench -- ablations --seeds ${result.seeds.join(",")}`,
    ...result,
    recipes: {
      ancestor: ancestorRecipeOf(scale, seed, scale.usual.width),
      learngene: learnRecipeOf(scale, seed, scale.usual),
      tuning: tuningRecipeOf(scale, seed, scale.usual),
    },
  });
  await writeAblationsDocument(result);
}
