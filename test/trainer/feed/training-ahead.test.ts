/** Trainings whose batches another thread makes ahead: to the bit those whose batches are made for each step. */
import type { Worker } from "node:worker_threads";
import { beforeAll, describe, expect, it } from "vitest";
import {
  finetune,
  finetuneRecipe,
  learn,
  learnRecipe,
  silentReporter,
  type Ancestor,
  type TrainingContext,
} from "../../../src/trainer/index.js";
import { trainTinyAncestor } from "../../support/tiny-ancestor.js";
import { patternDataset, patternTraining, quietContext } from "../../support/tiny-training.js";

const schedule = { ...patternTraining, epochs: 2 };

const mixed = finetuneRecipe({
  kind: "finetune",
  ...schedule,
  batchSize: 20,
  accumulate: 2,
  augment: { shift: 1, flip: true, crop: 0.5, operations: 2, mixup: 0.8, cutmix: 1 },
  distillationWeight: 0.5,
  dropPath: 0.2,
  ema: 0.9,
  layerDecay: 0.8,
  frozenLayers: 0,
  labelSmoothing: 0.1,
  validationImages: 30,
  validateEvery: 0.5,
  patience: 3,
});

// So high a rate that the loss rises, and patience runs out before the schedule does.
const early = finetuneRecipe({
  kind: "finetune",
  ...patternTraining,
  learningRate: 0.5,
  minLearningRate: 0.5,
  warmupEpochs: 0,
  augment: { shift: 1, flip: true },
  validationImages: 60,
  validateEvery: 0.25,
  patience: 2,
});

const gene = learnRecipe({
  kind: "learn",
  ...schedule,
  augment: { flip: true },
  stages: [1, 1],
  layouts: {
    schedule: "drawn",
    layers: [
      [1, 1],
      [2, 1],
      [1, 0],
    ],
  },
});

let start: Ancestor;
beforeAll(async () => {
  start = await trainTinyAncestor();
});

type Run = (context: TrainingContext) => Promise<{ tensors: Map<string, Float32Array> }>;
/** With the steps that each takes. */
const runs: [string, Run, number][] = [
  [
    "fine-tuning with all that a recipe may ask for, and a teacher",
    (context) => finetune(mixed, start, patternDataset, context, start),
    12,
  ],
  ["fine-tuning that stops early", (context) => finetune(early, start, patternDataset, context), 8],
  ["learning with drawn layouts and a teacher", (context) => learn(gene, start, patternDataset, context), 24],
];

/** What a training tells and comes to, and the threads that it started. */
async function traced(run: Run, context: Partial<TrainingContext>) {
  const workers: Worker[] = [];
  const seeWorker = (worker: Worker) => workers.push(worker);
  const told: unknown[] = [];
  const reporter = {
    ...silentReporter,
    train: ({
      step,
      loss,
      accuracy,
      epoch,
    }: {
      step: number;
      loss: number;
      accuracy: number;
      epoch: number;
    }) => told.push([step, loss, accuracy, epoch]),
  };
  process.on("worker", seeWorker);
  try {
    const { tensors } = await run({ ...quietContext, reporter, ...context });
    return {
      told,
      tensors,
      threads: workers.length,
      running: workers.filter((each) => each.threadId !== -1),
    };
  } finally {
    process.off("worker", seeWorker);
  }
}

describe.each(runs)("%s", (_, run, steps) => {
  it("comes to the same losses and weights with batches made ahead, on one thread and on two", async () => {
    const here = await traced(run, { batchesAhead: false });
    expect(here).toMatchObject({ threads: 0 });
    expect(here.told.length).toBe(steps);
    for (const [threads, started] of [
      [1, 1],
      [2, 2],
    ] as const) {
      const ahead = await traced(run, { batchesAhead: true, threads });
      expect(ahead).toEqual({ ...here, threads: started, running: [] });
    }
  });

  it("goes on from any step, with batches made ahead or not", async () => {
    const { tensors } = await traced(run, { batchesAhead: false });
    let saved: Uint8Array | undefined;
    const checkpoints = {
      everySeconds: Infinity,
      load: () => Promise.resolve(saved),
      save: (bytes: Uint8Array) => {
        saved = bytes;
        return Promise.resolve();
      },
    };
    for (const [last, batchesAhead] of [
      [1, true],
      [3, false],
      [2, true],
    ] as const) {
      const stop = new AbortController();
      let taken = 0;
      const reporter = {
        ...silentReporter,
        train: () => {
          if (++taken === last) stop.abort(new Error("stopped"));
        },
      };
      const stopped = traced(run, { batchesAhead, checkpoints, reporter, signal: stop.signal });
      await expect(stopped).rejects.toThrow("stopped");
    }
    expect((await traced(run, { batchesAhead: true, checkpoints })).tensors).toEqual(tensors);
  });
});

it("a training of a moment starts no thread of itself", async () => {
  const { threads } = await traced((context) => finetune(mixed, start, patternDataset, context, start), {});
  expect(threads).toBe(0);
});

describe("a training that is stopped", () => {
  it("leaves no thread behind", async () => {
    const workers: Worker[] = [];
    process.on("worker", (worker) => workers.push(worker));
    const stop = new AbortController();
    const reporter = {
      ...silentReporter,
      train: () => {
        stop.abort(new Error("stopped"));
      },
    };
    const context = { ...quietContext, threads: 2, batchesAhead: true, reporter, signal: stop.signal };
    await expect(learn(gene, start, patternDataset, context)).rejects.toThrow("stopped");
    expect(workers.map(({ threadId }) => threadId)).toEqual([-1, -1]);
  });
});
