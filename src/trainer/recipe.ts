import { z } from "zod";
import { architectureSchema, MAX_DEPTH, ruleNames, validated } from "../model/index.js";

const fraction = z.number().min(0).max(1);

/** How images of folders and Parquet files are read. */
export const imagesSchema = z.strictObject({
  /** Height and width to scale them to, pixels. Default: the network's, or for a new one those of the first image. */
  size: z.int().positive().max(4096).optional(),
  /** Default: the network's, or for a new one the first image's. */
  color: z.enum(["gray", "rgb"]).optional(),
  /** Whether an image that cannot be decoded ends the run or is left out, named. */
  broken: z.enum(["fail", "skip"]).default("fail"),
});

/** What every training has. Defaults suit small ViTs on small images. */
const trainingFields = {
  /** A data set as `openDataset` takes it: `fashion-mnist`, `idx:DIRECTORY`, `folder:DIRECTORY`, `parquet:PATH`. */
  dataset: z.string().min(1),
  /** How encoded images are read; IDX files are as they are. */
  images: imagesSchema.prefault({}),
  /** Train on so many images only, drawn by the seed, as even over the classes as may be. */
  trainImages: z.int().positive().optional(),
  epochs: z.number().positive().max(100_000),
  batchSize: z.int().positive().max(65_536).default(128),
  /** The highest learning rate, reached after the warm-up. */
  learningRate: z.number().positive().max(10).default(1e-3),
  /** What the cosine falls to. */
  minLearningRate: z.number().min(0).max(10).default(1e-5),
  warmupEpochs: z.number().min(0).default(0.5),
  /** Of matrices and kernels; norms, biases and embeddings do not decay. */
  weightDecay: z.number().min(0).max(10).default(0.05),
  /** Largest global norm of the gradients. */
  clipNorm: z.number().positive().default(1),
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().positive().default(1e-8),
  labelSmoothing: fraction.default(0),
  augment: z
    .strictObject({
      /** Largest move along each axis, pixels. */
      shift: z.int().min(0).default(0),
      /** Mirror every other image, by chance. */
      flip: z.boolean().default(false),
    })
    .prefault({}),
  seed: z.int().min(0).default(0),
};

const layoutSchema = z.array(z.int().min(0)).min(1);

/** Trains an Ans-Net from labels. */
export const ancestorRecipeSchema = z.strictObject({
  kind: z.literal("ancestor"),
  ...trainingFields,
  architecture: architectureSchema,
  depth: z.int().positive().max(MAX_DEPTH),
});

/** Distils an Aux-Net, layers tied by stage, from an Ans-Net; what remains is a learngene. */
export const learnRecipeSchema = z.strictObject({
  kind: z.literal("learn"),
  ...trainingFields,
  /** How the learngene becomes layers: copies of its stages (SWS), or points on a line (TLEG), which is one stage. */
  rule: z.enum(ruleNames).default("stage-wise"),
  /** The Aux-Net's layers per stage. The architecture is the Ans-Net's. */
  stages: z.array(z.int().positive()).min(1).max(256),
  /** `fixed`: the Aux-Net's layout at every step (the paper). `drawn`: one of `layers` drawn at each step. */
  layouts: z.discriminatedUnion("schedule", [
    z.strictObject({ schedule: z.literal("fixed") }),
    z.strictObject({ schedule: z.literal("drawn"), layers: z.array(layoutSchema).min(1).max(64) }),
  ]),
  /** Weight of the teacher's soft targets; labels weigh the rest. 1 is the paper's. */
  distillationWeight: fraction.default(0.5),
  temperature: z.number().positive().max(100).default(1),
  /** Depths whose accuracy is measured at the end and written into the manifest. */
  evaluateDepths: z.array(z.int().positive().max(MAX_DEPTH)).max(256).default([]),
});

/** Trains a Des-Net, expanded from a learngene or fresh, its layers untied. */
export const finetuneRecipeSchema = z.strictObject({
  kind: z.literal("finetune"),
  ...trainingFields,
});

export type AncestorRecipe = z.infer<typeof ancestorRecipeSchema>;
export type LearnRecipe = z.infer<typeof learnRecipeSchema>;
export type FinetuneRecipe = z.infer<typeof finetuneRecipeSchema>;
export type Recipe = AncestorRecipe | LearnRecipe | FinetuneRecipe;

/** What {@link ancestorRecipeSchema} makes of `value`, defaults filled in. Throws `invalid-recipe` naming the field. */
export function ancestorRecipe(value: z.input<typeof ancestorRecipeSchema>): AncestorRecipe {
  return validated(ancestorRecipeSchema, value, "invalid-recipe", "recipe");
}

/** The same of a learn recipe. */
export function learnRecipe(value: z.input<typeof learnRecipeSchema>): LearnRecipe {
  return validated(learnRecipeSchema, value, "invalid-recipe", "recipe");
}

/** The same of a finetune recipe. */
export function finetuneRecipe(value: z.input<typeof finetuneRecipeSchema>): FinetuneRecipe {
  return validated(finetuneRecipeSchema, value, "invalid-recipe", "recipe");
}
