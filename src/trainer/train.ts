import { InputError, type Architecture, type Plan } from "../model/index.js";
import { createBatch, TrainingBatches, type Batch } from "./augment/index.js";
import type { ImageDataset, Split } from "./datasets/index.js";
import { StepSession, type StepBatch, type StepResult } from "./engine/step-session.js";
import type { TrainingState } from "./engine/training-state.js";
import type { Checkpoints } from "./checkpoint.js";
import { countRight } from "./metrics.js";
import { Pace, type Reporter } from "./progress/index.js";
import type { Random } from "./random.js";
import type { Recipe } from "./recipe.js";
import { Saving } from "./saving.js";
import { learningRate, type CosineSchedule } from "./schedule.js";
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
  reporter: Reporter;
  /** Stops the training at the next step. */
  signal?: AbortSignal;
  /** Where it is saved as it goes, and goes on from. Default: nowhere. */
  checkpoints?: Checkpoints;
}

export interface Training extends TrainingContext {
  recipe: Recipe;
  architecture: Architecture;
  dataset: ImageDataset;
  split: Split;
  /** Weights and moments; trained in place. */
  state: TrainingState;
  /** One, or several that take turns on one set of weights: at each step one is drawn. */
  layouts: readonly Layout[];
  loss: LossOptions;
  teacher?: Teacher;
  /** Digest of who teaches. */
  teacherDigest?: string;
  random: Random;
}

export interface TrainingResult {
  steps: number;
  seconds: number;
}

/**
 * Trains to the end of the recipe's schedule, from where a checkpoint left it if there is one: the weights are then those
 * of a training that nothing stopped, bit for bit on one machine. Throws `training-diverged` at the first loss that is not
 * finite, the signal's reason when it is aborted, and `invalid-checkpoint`.
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
    ...createBatch(dataset, recipe.batchSize),
    teacherLogits: new Float32Array(recipe.batchSize * dataset.numClasses),
  };
  const saving = await resume(training);
  const sessions = await openSessions(training, batch);
  try {
    await runSteps(training, batches, schedule, batch, sessions, saving);
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
  return { steps: schedule.totalSteps, seconds: saving.seconds() };
}

/** Goes on from the last checkpoint, if there is one, and saves more. */
function resume({
  recipe,
  architecture,
  dataset,
  split,
  state,
  layouts,
  loss,
  teacherDigest,
  checkpoints,
}: Training): Promise<Saving> {
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
  return Saving.resume(checkpoints, parts, state);
}

async function runSteps(
  training: Training,
  batches: TrainingBatches,
  schedule: CosineSchedule,
  batch: Batch & StepBatch,
  sessions: readonly StepSession[],
  saving: Saving,
): Promise<void> {
  const { recipe, state, random, teacher, signal } = training;
  const note = (text: string) => {
    training.reporter.note(text);
  };
  let lastLoss: number | undefined;
  const pace = new Pace(schedule.totalSteps, recipe.batchSize);
  const draws = random.fork("layout");
  for (let step = state.stepCount; step < schedule.totalSteps; step++) {
    if (signal?.aborted === true) {
      await saving.save(note);
      signal.throwIfAborted();
    }
    batches.fill(step, batch);
    await teacher?.(batch, batch.teacherLogits);
    const session = sessions[sessions.length === 1 ? 0 : draws.fork(String(step)).integer(sessions.length)];
    const rate = learningRate(step, schedule);
    const result = await session?.run(state, rate);
    if (result !== undefined) {
      checkFinite(result, step, recipe, lastLoss, saving.savedSteps);
      lastLoss = result.loss;
      report(training, batches, schedule, batch, { ...result, step, rate, pace });
    }
    await saving.saveIfDue(note);
  }
  // What comes now, measuring and writing, may fail too, and should not cost the last steps.
  await saving.save(note);
}

function openSessions(training: Training, batch: StepBatch): Promise<StepSession[]> {
  const { recipe, architecture, state, layouts, loss, threads } = training;
  const { beta1, beta2, epsilon, weightDecay, clipNorm } = recipe;
  return Promise.all(
    layouts.map((layout) =>
      StepSession.open(
        {
          architecture,
          ...layout,
          parameters: state.layout,
          batchSize: recipe.batchSize,
          loss,
          optimizer: { beta1, beta2, epsilon, weightDecay, clipNorm },
        },
        batch,
        { threads },
      ),
    ),
  );
}

/** The learning rate's course over a recipe's steps. Throws `invalid-recipe` for a warm-up longer than the training. */
export function scheduleOf(recipe: Recipe, stepsPerEpoch: number): CosineSchedule {
  const { epochs, warmupEpochs } = recipe;
  if (warmupEpochs > epochs) {
    throw new InputError(
      "invalid-recipe",
      `a warm-up of ${warmupEpochs} epochs does not fit a training of ${epochs}`,
      { field: "warmupEpochs", value: warmupEpochs, fix: `Give at most ${epochs}, or train longer.` },
    );
  }
  return {
    base: recipe.learningRate,
    min: recipe.minLearningRate,
    warmupSteps: Math.round(recipe.warmupEpochs * stepsPerEpoch),
    totalSteps: Math.max(1, Math.round(recipe.epochs * stepsPerEpoch)),
  };
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
  { recipe, dataset, reporter }: Training,
  batches: TrainingBatches,
  schedule: CosineSchedule,
  { labels }: Batch,
  { step, rate, pace, loss, logits }: StepResult & { step: number; rate: number; pace: Pace },
): void {
  reporter.train({
    phase: recipe.kind,
    step: step + 1,
    totalSteps: schedule.totalSteps,
    epoch: batches.epochOf(step) + 1,
    loss,
    accuracy: countRight(logits, labels, dataset.numClasses) / labels.length,
    learningRate: rate,
    ...pace.tick(step + 1),
  });
}
