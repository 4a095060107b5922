import { experimentOptions, runExperiment } from "../support/experiment.js";
import { writeResult } from "../support/provenance.js";
import { geneEpochs } from "./cost.js";
import { paperParts, writePaperDocument } from "./document.js";
import { gather } from "./results.js";
import type { UnitResult } from "./run-unit.js";
import {
  downstreamTuning,
  fromAncestor,
  fromLabels,
  tuning,
  ANCESTOR_DEPTH,
  geneKinds,
  scales,
  type Scale,
} from "./scale.js";
import { curveSeed, unitsOf } from "./units.js";

/**
 * `npm run bench -- paper`: SWS in kind (arXiv 2404.16897). Ans-Nets on Fashion-MNIST, learngenes of six kinds, Des-Nets of
 * seven depths and more tuned from twelve starts, networks of each depth from scratch, and some on MNIST's digits; three seeds.
 * Writes bench/results/paper.json and docs/evidence.md, of as many seeds as each figure has once the first is whole. What is done
 * stays in .learngene/bench: a stopped run goes on, `--minutes` stops one, and `--seeds 1` takes that one alone. `--quick` takes
 * one seed, three depths and a sixth of the images, and writes nothing.
 */
export async function paperBench(args: readonly string[]): Promise<void> {
  const options = experimentOptions(args);
  const scale = { ...scales[options.scale], ...(options.seeds && { seeds: options.seeds }) };
  const units = unitsOf(scale);
  const worker = new URL("worker.ts", import.meta.url);
  const results = await runExperiment<UnitResult>("paper", units, options, worker);
  const result = gather(scale, results);
  for (const part of Object.values(paperParts(result))) {
    console.log(`\n${part}`);
  }
  console.log(`\n${(result.coreSeconds / 3600).toFixed(2)} hours of one core`);
  const isFirstSeedWhole = units
    .filter(({ seed }) => seed === curveSeed(scale))
    .every(({ name }) => results.has(name));
  if (scale.name === "full" && isFirstSeedWhole) {
    await writeResult("paper", {
      command: `npm run bench -- paper --seeds ${scale.seeds.join(",")}`,
      recipes: recipesOf(scale),
      ...result,
    });
    await writePaperDocument(result);
  }
}

/** The recipes of the first seed. */
function recipesOf(scale: Scale) {
  const seed = curveSeed(scale);
  return {
    ancestor: fromLabels(scale, seed, ANCESTOR_DEPTH),
    ...Object.fromEntries(
      geneKinds.map((kind) => [kind, fromAncestor(scale, seed, kind, geneEpochs(scale, kind))]),
    ),
    tuning: tuning(scale, seed, scale.tuning, true),
    "tuning random weights": tuning(scale, seed, scale.tuning, false),
    downstream: downstreamTuning(scale, seed),
  };
}
