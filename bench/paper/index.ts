import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { writeResult } from "../support/provenance.js";
import { runUnits } from "../support/units.js";
import { digitsDataset } from "./digits.js";
import { geneEpochs } from "./cost.js";
import { accuracyTable, costTable, gather, type PaperResult } from "./results.js";
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
import { startTitles } from "./starts.js";
import { curveSeed, unitsOf } from "./units.js";

/**
 * `npm run bench -- paper`: SWS in kind (arXiv 2404.16897). Ans-Nets on Fashion-MNIST, learngenes of five kinds, Des-Nets of
 * seven depths and more tuned from eleven starts, networks of each depth from scratch, and the same on MNIST's digits; three seeds.
 * Writes bench/results/paper.json. What is done stays in .learngene/bench: a stopped run goes on, and `--minutes` stops one.
 * `--quick` takes one seed, three depths and a sixth of the images, and writes nothing.
 */
export async function paperBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      tiny: { type: "boolean", default: false },
      minutes: { type: "string" },
      processes: { type: "string" },
    },
  });
  const scale = values.tiny ? scales.tiny : values.quick ? scales.quick : scales.full;
  const directory = `.learngene/bench/paper-${scale.name}`;
  await mkdir(directory, { recursive: true });
  const digits = await digitsDataset(".learngene/bench");
  const units = unitsOf(scale);
  let count = 0;
  const results = await runUnits<UnitResult>(units, {
    worker: new URL("worker.ts", import.meta.url),
    args: [scale.name, directory, digits],
    processes: Number(values.processes ?? availableParallelism()),
    until: values.minutes === undefined ? undefined : performance.now() + 60_000 * Number(values.minutes),
    done: (name, { accuracies, seconds }) => {
      console.log(`${++count}/${units.length} ${name} ${JSON.stringify(accuracies)} ${seconds.toFixed(0)} s`);
    },
  });
  const result = gather(scale, results);
  print(scale, result);
  if (results.size < units.length) {
    console.log(`${units.length - results.size} of ${units.length} units are left: the same command goes on`);
  } else if (scale.name === "full") {
    await writeResult("paper", {
      command: "npm run bench -- paper",
      scale,
      recipes: recipesOf(scale),
      ...result,
    });
  }
}

function print(scale: Scale, result: PaperResult): void {
  for (const epochs of [0, ...scale.brief, scale.tuning]) {
    console.log(`\nafter ${epochs} epochs\n${accuracyTable(result.cells, () => epochs)}`);
  }
  console.log(`\nfrom scratch\n${accuracyTable(result.cells, () => scale.scratch)}`);
  console.log(`\n${costTable(scale, result)}`);
  console.log(`\non digits\n${accuracyTable(result.downstream, () => scale.downstream)}`);
  for (const { start, points } of result.curves) {
    console.log(
      `\n${startTitles[start]}: ${points.map(([epochs, accuracy]) => `${epochs} ${accuracy}`).join(", ")}`,
    );
  }
  console.log(`\n${(result.seconds / 3600).toFixed(2)} hours of trainings`);
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
    downstream: downstreamTuning(scale, seed, "idx:digits"),
  };
}
