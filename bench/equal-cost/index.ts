import { experimentOptions, runExperiment } from "../support/experiment.js";
import { writeResult } from "../support/provenance.js";
import { equalCostParts, writeEqualCostDocument } from "./document.js";
import { gather } from "./results.js";
import type { UnitResult } from "./run-unit.js";
import { forBudgets, netRecipe, readSubject, scales, tuningRecipe } from "./scale.js";
import { unitsOf } from "./units.js";

/**
 * `npm run bench -- equal-cost`: the sample learngene at every depth, untuned, against networks of 12 layers trained from labels
 * for the same FLOPs, without the Ans-Net's training and with it; and after one epoch of tuning against the first layers of the
 * former. Writes bench/results/equal-cost.json, and its tables and plot into docs/evidence.md, of as many seeds as are whole. What
 * is done stays in .learngene/bench, and is done anew for another sample: a stopped run goes on; `--seeds 1,2` takes those,
 * `--minutes` stops after so many. `--quick` takes few depths and little training, and writes nothing.
 */
export async function equalCostBench(args: readonly string[]): Promise<void> {
  const options = experimentOptions(args);
  const scale = scales[options.scale];
  const seeds = options.seeds ?? scale.seeds;
  const subject = await readSubject();
  const units = unitsOf(subject, scale, seeds);
  const worker = new URL("worker.ts", import.meta.url);
  const results = await runExperiment<UnitResult>("equal-cost", units, options, worker);
  const result = gather(subject, scale, seeds, results);
  if (result === undefined) {
    console.log("no seed is whole yet");
    return;
  }
  for (const part of Object.values(equalCostParts(result))) {
    console.log(`\n${part}`);
  }
  console.log(`\n${(result.coreSeconds / 60).toFixed(0)} minutes of one core`);
  if (scale.name !== "full") {
    return;
  }
  const [seed = 0] = result.seeds;
  await writeResult("equal-cost", {
    command: `npm run bench -- equal-cost --seeds ${result.seeds.join(",")}`,
    ...result,
    recipes: {
      ancestor: subject.ancestor,
      learngene: subject.recipe,
      nets: forBudgets((budget) => netRecipe(subject, scale, { budget, seed })),
      tuning: tuningRecipe(scale, seed),
    },
  });
  await writeEqualCostDocument(result);
}
