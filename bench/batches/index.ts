/** Batches that another thread makes ahead, beside those that the thread of the step makes. */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { TrainingBatches } from "../../src/trainer/augment/index.js";
import { imagesInMemory } from "../../src/trainer/datasets/images.js";
import {
  ancestorRecipe,
  silentReporter,
  trainAncestor,
  type AncestorRecipe,
  type ImageDataset,
} from "../../src/trainer/index.js";
import { Random } from "../../src/trainer/random.js";
import { markdownTable } from "../support/markdown-table.js";
import { writeResult } from "../support/provenance.js";
import { updatePart } from "../support/readme.js";
import { smallVit } from "../support/small-vit.js";
import { quantile } from "../support/statistics.js";
import { augmentations, networks, type TimedNetwork } from "./networks.js";

/** Steps before those that are timed: code is compiled, and the thread loads its program. */
const WARM_UP = 4;

/** Milliseconds. */
interface Figures {
  network: string;
  augmentation: string;
  making: number;
  /** A step on one thread and on as many as there are cores. */
  steps: { threads: number; here: number; ahead: number }[];
}

/**
 * `npm run bench -- batches`: how long a batch takes to make, and a step whose batch is made before it or ahead by another
 * thread, in turn in one run. Throws where their losses differ in a bit.
 */
export async function batchesBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: "string", default: "3" }, quick: { type: "boolean", default: false } },
  });
  const rounds = Number(values.rounds);
  const results: Figures[] = [];
  for (const network of values.quick ? networks.slice(0, 1) : networks) {
    const dataset = noise(network);
    for (const augmentation of network.augmentations) {
      const recipe = recipeOf(network, augmentation);
      const making = timeMaking(recipe, dataset);
      const steps: Figures["steps"] = [];
      for (const threads of new Set([1, availableParallelism()])) {
        steps.push({ threads, ...(await timeSteps(recipe, dataset, threads, rounds)) });
      }
      results.push({ network: nameOf(network), augmentation, making, steps });
    }
  }
  const table = tableOf(results);
  console.log(table);
  if (!values.quick) {
    await writeResult("batches", { command: "npm run bench -- batches", rounds, results });
    await updatePart("docs/decisions/0017-batches-ahead.md", "batches", table);
  }
}

const nameOf = ({ width, depth, batchSize, side }: TimedNetwork) =>
  `width ${width}, ${depth} layers, ${batchSize} of ${side} pixels`;

/** Noise: what a batch and a step take does not hang on what images show. */
function noise({ side, channels, images }: TimedNetwork): ImageDataset {
  const size = channels * side * side;
  const split = (count: number) => {
    const bytes = new Uint8Array(count * size);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.imul(i, 2_654_435_761) >>> 24;
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
    return { count, images: imagesInMemory(bytes, size), labels };
  };
  const each = (value: number) => new Array<number>(channels).fill(value);
  return {
    name: "noise",
    digest: `sha256:${"0".repeat(64)}`,
    channels,
    height: side,
    width: side,
    numClasses: 10,
    train: split(images),
    test: split(10),
    preprocessing: { mean: each(0.5), std: each(0.25), interpolation: "bilinear" },
  };
}

function recipeOf(network: TimedNetwork, augmentation: keyof typeof augmentations): AncestorRecipe {
  const { width, depth, heads, side, channels, patchSize, batchSize, steps, images } = network;
  const perEpoch = Math.floor(images / batchSize);
  return ancestorRecipe({
    kind: "ancestor",
    dataset: "noise",
    architecture: smallVit({ width, heads, patchSize, side, channels }),
    depth,
    batchSize,
    epochs: (WARM_UP + steps) / perEpoch,
    warmupEpochs: 0,
    labelSmoothing: 0.1,
    augment: augmentations[augmentation],
  });
}

/** The median of some batches, ms. */
function timeMaking({ batchSize, augment, labelSmoothing }: AncestorRecipe, dataset: ImageDataset): number {
  const random = Random.fromSeed(0);
  const batches = new TrainingBatches(dataset, dataset.train, {
    batchSize,
    augment,
    smoothing: labelSmoothing,
    random,
  });
  const batch = batches.newBatch();
  const ms = Array.from({ length: 2 * WARM_UP }, (_, step) => {
    const began = performance.now();
    batches.fill(step, batch);
    return performance.now() - began;
  });
  return quantile(ms.slice(WARM_UP), 0.5);
}

/** Medians over rounds of the mean of a training's steps, ms. */
async function timeSteps(
  recipe: AncestorRecipe,
  dataset: ImageDataset,
  threads: number,
  rounds: number,
): Promise<{ here: number; ahead: number }> {
  const means: Record<"here" | "ahead", number[]> = { here: [], ahead: [] };
  const losses = new Set<number>();
  for (let round = 0; round < rounds; round++) {
    for (const way of round % 2 === 0 ? (["here", "ahead"] as const) : (["ahead", "here"] as const)) {
      const ends: number[] = [];
      const seen: number[] = [];
      const reporter = {
        ...silentReporter,
        train: ({ loss }: { loss: number }) => {
          ends.push(performance.now());
          seen.push(loss);
        },
      };
      await trainAncestor(recipe, dataset, { threads, reporter, batchesAhead: way === "ahead" });
      const timed = ends.slice(WARM_UP - 1);
      means[way].push(((timed.at(-1) ?? NaN) - (timed[0] ?? NaN)) / (timed.length - 1));
      losses.add(seen.at(-1) ?? NaN);
    }
  }
  if (losses.size !== 1) {
    throw new Error(`losses differ by who makes batches: ${[...losses].join(", ")}`);
  }
  return { here: quantile(means.here, 0.5), ahead: quantile(means.ahead, 0.5) };
}

function tableOf(results: readonly Figures[]): string {
  const round = (ms: number) => (ms < 100 ? ms.toFixed(1) : ms.toFixed(0));
  const counts =
    results[0]?.steps.map(({ threads }) => `${threads} ${threads === 1 ? "thread" : "threads"}`) ?? [];
  return markdownTable(
    ["", "images", "to make", ...counts.flatMap((count) => [`${count}, here`, "ahead", "less by"])],
    results.map(({ network, augmentation, making, steps }) => [
      network,
      augmentation,
      round(making),
      ...steps.flatMap(({ here, ahead }) => [
        round(here),
        round(ahead),
        `${(100 * (1 - ahead / here)).toFixed(0)} %`,
      ]),
    ]),
  );
}
