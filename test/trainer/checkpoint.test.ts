import { beforeAll, describe, expect, it } from "vitest";
import {
  finetune,
  finetuneRecipe,
  learn,
  learnRecipe,
  type Ancestor,
  type Checkpoints,
  type TrainingContext,
} from "../../src/trainer/index.js";
import { expectInputError } from "../support/errors.js";
import { trainTinyAncestor } from "../support/tiny-ancestor.js";
import { patternDataset, patternTraining, quietContext } from "../support/tiny-training.js";

/** Keeps what was saved last. */
class Kept implements Checkpoints {
  last: Uint8Array | undefined;
  saves = 0;
  constructor(readonly everySeconds = 0) {}
  load() {
    return Promise.resolve(this.last);
  }
  save(bytes: Uint8Array) {
    this.last = bytes;
    this.saves++;
    return Promise.resolve();
  }
}

/** A context whose training is stopped after so many steps. */
function stoppedAfter(steps: number, checkpoints: Checkpoints): TrainingContext {
  const stop = new AbortController();
  let taken = 0;
  const train = () => {
    if (++taken === steps) {
      stop.abort(new Error("stopped"));
    }
  };
  const reporter = { ...quietContext.reporter, train };
  return { ...quietContext, reporter, signal: stop.signal, checkpoints };
}

const schedule = { ...patternTraining, epochs: 2 };
const tune = finetuneRecipe({ kind: "finetune", ...schedule, augment: { shift: 1, flip: true } });
const gene = learnRecipe({
  kind: "learn",
  ...schedule,
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

const mixed = finetuneRecipe({
  kind: "finetune",
  ...schedule,
  batchSize: 20,
  accumulate: 2,
  augment: { crop: 0.5, operations: 2, mixup: 0.8, cutmix: 1 },
  dropPath: 0.2,
  ema: 0.9,
  layerDecay: 0.8,
  frozenLayers: 0,
  labelSmoothing: 0.1,
  validationImages: 30,
  validateEvery: 0.5,
  patience: 3,
});

let start: Ancestor;
beforeAll(async () => {
  start = await trainTinyAncestor();
});

it("goes on in the same way with all that a recipe may ask for", async () => {
  const run = (context: TrainingContext) => finetune(mixed, start, patternDataset, context);
  const whole = await run(quietContext);
  for (const steps of [1, 7]) {
    const checkpoints = new Kept(Infinity);
    await expect(run(stoppedAfter(steps, checkpoints))).rejects.toThrow("stopped");
    const resumed = await run({ ...quietContext, checkpoints });
    expect(resumed.tensors).toEqual(whole.tensors);
    expect(resumed.manifest.training?.steps).toBe(whole.manifest.training?.steps);
  }
});

const runs: [string, (context: TrainingContext) => Promise<{ tensors: Map<string, Float32Array> }>][] = [
  ["fine-tuning", (context) => finetune(tune, start, patternDataset, context)],
  ["learning with drawn layouts and a teacher", (context) => learn(gene, start, patternDataset, context)],
];

describe.each(runs)("%s that was stopped and goes on", (_, run) => {
  let whole: Map<string, Float32Array>;
  beforeAll(async () => {
    whole = (await run(quietContext)).tensors;
  });

  it.each([[1], [12], [23]])(
    "after step %i ends with the weights of one that was not, bit for bit",
    async (steps) => {
      const checkpoints = new Kept(Infinity);
      await expect(run(stoppedAfter(steps, checkpoints))).rejects.toThrow("stopped");
      expect(checkpoints.saves).toBe(1);
      const resumed = await run({ ...quietContext, checkpoints });
      expect(resumed.tensors).toEqual(whole);
    },
  );

  it("may be stopped again and again", async () => {
    const checkpoints = new Kept(Infinity);
    for (let i = 0; i < 2; i++) {
      await expect(run(stoppedAfter(5, checkpoints))).rejects.toThrow("stopped");
    }
    expect((await run({ ...quietContext, checkpoints })).tensors).toEqual(whole);
  });
});

describe("checkpoints", () => {
  const run = (context: TrainingContext, changes: Partial<typeof tune> = {}) =>
    finetune({ ...tune, ...changes }, start, patternDataset, context);

  it("are saved as often as asked, and at the end", async () => {
    const [each, never] = [new Kept(0), new Kept(3600)];
    await run({ ...quietContext, checkpoints: each });
    await run({ ...quietContext, checkpoints: never });
    expect([each.saves, never.saves]).toEqual([24, 1]);
  });

  it("go on for the same training alone", async () => {
    const checkpoints = new Kept(Infinity);
    await expect(run(stoppedAfter(3, checkpoints))).rejects.toThrow("stopped");
    const other = (changes: Partial<typeof tune>) => () => run({ ...quietContext, checkpoints }, changes);
    await expectInputError(
      other({ learningRate: 1e-4 }),
      "invalid-checkpoint",
      /another recipe, data set or start/,
    );
    await expectInputError(other({ seed: 8 }), "invalid-checkpoint", /another recipe/);
    const kept = checkpoints.last ?? new Uint8Array();
    checkpoints.last = kept.subarray(0, kept.length - 10);
    await expectInputError(other({}), "invalid-checkpoint", /it is damaged/);
    checkpoints.last = new Uint8Array(5);
    await expectInputError(other({}), "invalid-checkpoint", /it is damaged/);
  });
});
