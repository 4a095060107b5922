import { InputError, type Architecture, type Plan, type TensorSpec } from "../model/index.js";
import { TrainingBatches, type Batch } from "./augment/index.js";
import type { ImageDataset, Split } from "./datasets/index.js";
import { ortEngine } from "./engine/ort-engine.js";
import { describeProfile, type Profile, type Profiler } from "./engine/profiler.js";
import type { StepEngine, StepRunner } from "./engine/step-engine.js";
import type { StepBatch, StepResult } from "./engine/step-session.js";
import type { TrainingState } from "./engine/training-state.js";
import type { Checkpoints } from "./checkpoint.js";
import { BatchFeed } from "./feed/index.js";
import { Followers } from "./followers.js";
import type { LayerRateOptions } from "./layer-rates.js";
import { drawLayout, type OddsAt } from "./layout-odds.js";
import { countRight } from "./metrics.js";
import { Pace, type Reporter } from "./progress/index.js";
import type { Random } from "./random.js";
import type { Recipe } from "./recipe.js";
import { Saving } from "./saving.js";
import { learningRate, scheduleOf, type CosineSchedule } from "./schedule.js";
import { drawBranchScales } from "./step/drop-path.js";
import type { LossOptions } from "./step/train-step.js";
import type { Teacher } from "./teacher.js";

/** A shape that the weights take for a step. */
export interface Layout {
  depth: number;
  /** How its layers are tied to a learngene's tensors. Without, each has its own. */
  plan?: Plan;
}

/** What surrounds a training: how it runs, not what it computes. */
export interface TrainingContext {
  threads: number;
  /** What computes the steps. Default: ONNX Runtime on the CPU. */
  engine?: StepEngine | undefined;
  /** Of that engine's sessions: told of in a note once its steps are over. */
  profiler?: Profiler | undefined;
  reporter: Reporter;
  /** Stops the training at the next step. */
  signal?: AbortSignal;
  /** Where it is saved as it goes, and goes on from. Default: nowhere. */
  checkpoints?: Checkpoints;
  /** Whether another thread makes batches ahead. Default: as soon as that saves more than it costs. */
  batchesAhead?: boolean;
}

export interface Training extends TrainingContext {
  recipe: Recipe;
  architecture: Architecture;
  dataset: ImageDataset;
  split: Split;
  /** Images set aside to measure on as it goes. */
  validation?: Split | undefined;
  /** What is measured there. Default: the layouts. */
  watched?: readonly Layout[];
  /** The weights' names and shapes. */
  tensors: readonly TensorSpec[];
  /** Weights and moments; trained in place. */
  state: TrainingState;
  /** One, or several that take turns on one set of weights: at each step one is drawn. */
  layouts: readonly Layout[];
  /** Their odds over the training. Default: even. */
  odds?: readonly OddsAt[] | undefined;
  loss: LossOptions;
  /** Shares of the learning rate by layer. Default: all of it. */
  layerRates?: LayerRateOptions;
  /** Tensors that stay as they are. */
  frozen?: ReadonlySet<string>;
  teacher?: Teacher;
  /** Digest of who teaches. */
  teacherDigest?: string;
  random: Random;
}

export interface TrainingResult {
  /** Steps taken: fewer than the recipe's where it stopped early. */
  steps: number;
  seconds: number;
  /** What was trained: the last weights, their average or the best, as the recipe says. Copies, by name. */
  parameters: Map<string, Float32Array>;
}

/** What a running training holds. */
interface Run {
  readonly training: Training;
  readonly batches: TrainingBatches;
  readonly feed: BatchFeed;
  readonly schedule: CosineSchedule;
  readonly batch: Batch & StepBatch;
  readonly sessions: readonly StepRunner[];
  readonly saving: Saving;
  readonly followers: Followers;
}

/**
 * Trains to the end of the recipe's schedule, or until its patience runs out, from where a checkpoint left it if there is
 * one: the weights are then those of a training that nothing stopped, bit for bit on one machine. Throws
 * `training-diverged` at the first loss that is not finite, the signal's reason when it is aborted, and
 * `invalid-checkpoint`.
 */
export async function train(training: Training): Promise<TrainingResult> {
  const { recipe, dataset, split, random } = training;
  const batches = new TrainingBatches(dataset, split, {
    batchSize: recipe.batchSize,
    augment: recipe.augment,
    smoothing: recipe.labelSmoothing,
    random: random.fork("batches"),
  });
  const schedule = scheduleOf(recipe, batches.stepsPerEpoch);
  const batch = {
    ...batches.newBatch(),
    teacherLogits: new Float32Array(recipe.batchSize * dataset.numClasses),
  };
  const feed = new BatchFeed(batches, batch, {
    end: schedule.totalSteps * recipe.accumulate,
    ahead: training.batchesAhead,
  });
  const followers = new Followers(training, batches.stepsPerEpoch / recipe.accumulate);
  const saving = await resume(training, followers);
  const sessions = await openSessions(training, batch);
  try {
    await runSteps({ training, batches, feed, schedule, batch, sessions, saving, followers });
  } finally {
    await feed.close();
    await training.profiler?.finish();
    await Promise.all(sessions.map((session) => session.close()));
    await followers.close();
  }
  return {
    steps: training.state.stepCount,
    seconds: saving.seconds(),
    parameters: followers.result(),
  };
}

/** Goes on from the last checkpoint, if there is one, and saves more. */
function resume(training: Training, followers: Followers): Promise<Saving> {
  const { recipe, architecture, dataset, split, state, layouts, loss, teacherDigest } = training;
  const { digest, preprocessing } = dataset;
  const parts = {
    recipe,
    architecture,
    digest,
    preprocessing,
    images: split.count,
    layouts,
    loss,
    teacherDigest,
  };
  return Saving.resume(training.checkpoints, parts, state, followers.kept);
}

async function runSteps(run: Run): Promise<void> {
  const { training, schedule, saving, followers } = run;
  const { recipe, state, signal, reporter, profiler } = training;
  const { totalSteps } = schedule;
  const note = (text: string) => {
    reporter.note(text);
  };
  const pace = new Pace(totalSteps, recipe.batchSize * recipe.accumulate);
  let lastLoss: number | undefined;
  const tell = (profile: Profile | undefined) => {
    if (profile !== undefined) {
      note(describeProfile(profile));
    }
  };
  profiler?.start();
  for (let step = state.stepCount; step < totalSteps && !followers.isOver; step++) {
    if (signal?.aborted === true) {
      await saving.save(note);
      signal.throwIfAborted();
    }
    const rate = learningRate(step, schedule);
    followers.beforeStep();
    const result = await takeStep(run, step, rate);
    checkFinite(result, step, recipe, lastLoss, saving.savedSteps);
    lastLoss = result.loss;
    report(run, { ...result, step, rate, pace });
    tell(await profiler?.afterStep());
    if (followers.readWeights) {
      await state.settle();
    }
    await followers.afterStep(totalSteps);
    await saving.saveIfDue(note);
  }
  if (followers.isOver && state.stepCount < totalSteps) {
    note(
      `stopped after step ${state.stepCount} of ${totalSteps}: the loss on validation images has not fallen`,
    );
  }
  tell(await profiler?.finish());
  // What comes now, measuring and writing, may fail too, and should not cost the last steps.
  await saving.save(note);
}

/** One step of the optimizer, over as many batches as the recipe says; the loss is their mean. */
async function takeStep(run: Run, step: number, rate: number): Promise<StepResult> {
  const { training, feed, schedule, batch, sessions } = run;
  const { recipe, layouts, odds = [], state, random, teacher } = training;
  const { accumulate, dropPath } = recipe;
  const drawn = drawLayout(odds, sessions.length, step, schedule.totalSteps, random.fork("layout"));
  const session = sessions[drawn];
  if (session === undefined) {
    throw new Error(`no layout ${drawn}`);
  }
  let loss = 0;
  for (let part = 0; part < accumulate; part++) {
    const at = step * accumulate + part;
    await feed.next(at);
    await teacher?.(batch, batch.teacherLogits);
    if (dropPath > 0) {
      const draws = random.fork("drop-path").fork(String(at));
      drawBranchScales(session.branchScales, layouts[drawn]?.depth ?? 0, dropPath, draws);
    }
    if (part < accumulate - 1) {
      loss += (await session.gather(state)) / accumulate;
    }
  }
  const result = await session.run(state, rate);
  return { ...result, loss: loss + result.loss / accumulate };
}

function openSessions(training: Training, batch: StepBatch): Promise<StepRunner[]> {
  const { recipe, architecture, state, layouts, loss, threads, frozen } = training;
  const { engine = ortEngine({ threads }) } = training;
  const { beta1, beta2, epsilon, weightDecay, clipNorm, accumulate, dropPath } = recipe;
  return Promise.all(
    layouts.map((layout) =>
      engine.openStep(
        {
          architecture,
          ...layout,
          parameters: state.layout,
          batchSize: recipe.batchSize,
          loss,
          optimizer: { beta1, beta2, epsilon, weightDecay, clipNorm },
          dropPath: dropPath > 0,
          accumulate,
          ...(frozen === undefined ? {} : { frozen }),
        },
        batch,
      ),
    ),
  );
}

function checkFinite(
  { loss, gradientNorm }: StepResult,
  step: number,
  { learningRate: rate }: Recipe,
  lastLoss: number | undefined,
  savedSteps: number | undefined,
): void {
  if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
    const what = Number.isFinite(loss) ? "gradient" : "loss";
    const before = lastLoss === undefined ? "" : `; the loss before was ${lastLoss.toPrecision(4)}`;
    const kept = savedSteps === undefined ? "" : `; the checkpoint of step ${savedSteps} is kept`;
    const message = `the ${what} is no longer finite at step ${step + 1}${before}${kept}`;
    throw new InputError("training-diverged", message, {
      field: "learningRate",
      value: rate,
      fix: "Lower the learning rate or lengthen the warm-up.",
    });
  }
}

function report(
  { training, batches, schedule, batch }: Run,
  { step, rate, pace, loss, logits }: StepResult & { step: number; rate: number; pace: Pace },
): void {
  const { recipe, dataset, reporter } = training;
  reporter.train({
    phase: recipe.kind,
    step: step + 1,
    totalSteps: schedule.totalSteps,
    epoch: batches.epochOf(step * recipe.accumulate) + 1,
    loss,
    accuracy: countRight(logits, batch.labels, dataset.numClasses) / batch.labels.length,
    learningRate: rate,
    ...pace.tick(step + 1),
  });
}
