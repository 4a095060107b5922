import { mkdir } from "node:fs/promises";
import { experimentOptions } from "../support/experiment.js";
import { writeResult } from "../support/provenance.js";
import { runUnits } from "../support/units.js";
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
 * `npm run bench -- paper`: SWS in kind (arXiv 2404.16897). Ans-Nets on Fashion-MNIST, learngenes of five kinds, Des-Nets of
 * seven depths and more tuned from eleven starts, networks of each depth from scratch, and the same on MNIST's digits; three seeds.
 * Writes bench/results/paper.json and docs/evidence.md. What is done stays in .learngene/bench: a stopped run goes on, `--minutes`
 * stops one, and `--seeds 1` takes that one alone. `--quick` takes one seed, three depths and a sixth of the images, and writes
 * nothing.
 */
export async function paperBench(args: readonly string[]): Promise<void> {
  const { scale: name, seeds, processes, until } = experimentOptions(args);
  const scale = { ...scales[name], ...(seeds && { seeds }) };
  const directory = `.learngene/bench/paper-${scale.name}`;
  await mkdir(directory, { recursive: true });
  const units = unitsOf(scale);
  let count = 0;
  const results = await runUnits<UnitResult>(units, {
    worker: new URL("worker.ts", import.meta.url),
    args: [scale.name, directory],
    processes,
    until,
    done: (name, { accuracies, seconds }) => {
      console.log(`${++count}/${units.length} ${name} ${JSON.stringify(accuracies)} ${seconds.toFixed(0)} s`);
    },
  });
  const result = gather(scale, results);
  for (const part of Object.values(paperParts(result))) {
    console.log(`\n${part}`);
  }
  console.log(`\n${(result.seconds / 3600).toFixed(2)} hours of trainings`);
  if (results.size < units.length) {
    console.log(`${units.length - results.size} of ${units.length} units are left: the same command goes on`);
  } else if (scale.name === "full") {
    await writeResult("paper", { command: "npm run bench -- paper", recipes: recipesOf(scale), ...result });
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
