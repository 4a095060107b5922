import { InputError } from "../model/index.js";
import type { Recipe } from "./recipe.js";

/** A learning rate that rises in a straight line and falls along half a cosine. */
export interface CosineSchedule {
  /** The highest rate, reached at the last warm-up step. */
  readonly base: number;
  /** The rate that the cosine falls to. */
  readonly min: number;
  readonly warmupSteps: number;
  readonly totalSteps: number;
}

/**
 * The learning rate's course over a recipe's steps. Throws `invalid-recipe` for a warm-up longer than the training.
 *
 * @param batchesPerEpoch of which a step takes `accumulate`
 */
export function scheduleOf(recipe: Recipe, batchesPerEpoch: number): CosineSchedule {
  const { epochs, warmupEpochs, accumulate } = recipe;
  if (warmupEpochs > epochs) {
    throw new InputError(
      "invalid-recipe",
      `a warm-up of ${warmupEpochs} epochs does not fit a training of ${epochs}`,
      { field: "warmupEpochs", value: warmupEpochs, fix: `Give at most ${epochs}, or train longer.` },
    );
  }
  const stepsPerEpoch = batchesPerEpoch / accumulate;
  return {
    base: recipe.learningRate,
    min: recipe.minLearningRate,
    warmupSteps: Math.round(recipe.warmupEpochs * stepsPerEpoch),
    totalSteps: Math.max(1, Math.round(recipe.epochs * stepsPerEpoch)),
  };
}

/**
 * The learning rate of a step, counted from 0.
 *
 * Warm-up: `base · (step + 1) / warmupSteps`, so the first step already learns. After it, with
 * `t = (step - warmupSteps) / (totalSteps - warmupSteps)`: `min + (base - min) · (1 + cos πt) / 2`, as PyTorch's
 * CosineAnnealingLR. From `totalSteps` on: `min`.
 *
 * @throws InputError `invalid-recipe` if rates are negative or the warm-up is longer than the training.
 */
export function learningRate(step: number, schedule: CosineSchedule): number {
  checkSchedule(schedule);
  const { base, min, warmupSteps, totalSteps } = schedule;
  if (step < warmupSteps) return (base * (step + 1)) / warmupSteps;
  if (step >= totalSteps) return min;
  const t = (step - warmupSteps) / (totalSteps - warmupSteps);
  return min + ((base - min) * (1 + Math.cos(Math.PI * t))) / 2;
}

function checkSchedule({ base, min, warmupSteps, totalSteps }: CosineSchedule): void {
  if (!(min >= 0 && base >= min && base < Infinity)) {
    throw new InputError(
      "invalid-recipe",
      `Learning rates must satisfy 0 <= min <= base, not ${min} and ${base}.`,
      {
        field: "learningRate",
        value: base,
      },
    );
  }
  if (!(warmupSteps >= 0 && warmupSteps <= totalSteps)) {
    throw new InputError(
      "invalid-recipe",
      `The warm-up of ${warmupSteps} steps does not fit a training of ${totalSteps} steps.`,
      { field: "warmupSteps", value: warmupSteps, fix: `Give at most ${totalSteps}, or train longer.` },
    );
  }
}
