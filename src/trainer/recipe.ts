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
  /** A data set as `openDataset` takes it: one of `datasetNames`, `idx:DIRECTORY`, `folder:DIRECTORY`, `parquet:PATH`. */
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
      /** Least share of the area that a random crop keeps; scaled back to the whole (arXiv 2012.12877 has 0.08). 1: none. */
      crop: z.number().min(0.01).max(1).default(1),
      /** Operations of RandAugment on each image (arXiv 1909.13719 has 2). */
      operations: z.int().min(0).max(10).default(0),
      /** How strong they are. */
      magnitude: z.number().min(0).max(10).default(9),
      /** Alpha of mixup (arXiv 1710.09412; 2012.12877 has 0.8). 0: none. */
      mixup: z.number().min(0).max(100).default(0),
      /** Alpha of CutMix (arXiv 1905.04899; 2012.12877 has 1). 0: none. */
      cutmix: z.number().min(0).max(100).default(0),
    })
    .prefault({}),
  /** Batches whose gradients are averaged before a step: a larger batch in the memory of a small one. */
  accumulate: z.int().min(1).max(1024).default(1),
  /** Rate of the last layer's dropping a residual branch of an image; those below less, in a line (arXiv 1603.09382). */
  dropPath: z.number().min(0).max(0.95).default(0),
  /** Decay of the weights' moving average, which then is the result. 0: the last weights are. */
  ema: z.number().min(0).lt(1).default(0),
  /** Training images to set aside and measure on while it trains. */
  validationImages: z.int().min(0).default(0),
  /** Epochs between two such measurements. */
  validateEvery: z.number().positive().max(100_000).default(1),
  /** Measurements without a lower loss after which it stops, with the best weights. Default: it does not. */
  patience: z.int().positive().optional(),
  seed: z.int().min(0).default(0),
};

/** How an ONNX model that teaches wants its images: per channel, on the 0..1 scale. Default: as the student does. */
const teacherSchema = z.strictObject({
  mean: z.array(z.number()).min(1).max(4).optional(),
  std: z.array(z.number().positive()).min(1).max(4).optional(),
});

const layoutSchema = z.array(z.int().min(0)).min(1);

/** The layouts' odds at a point of the training: 0 its first step, 1 its last. */
const oddsSchema = z.strictObject({
  at: fraction,
  odds: z
    .array(z.number().min(0))
    .min(1)
    .max(64)
    .refine((odds) => odds.some((share) => share > 0), { message: "must not all be 0" }),
});

/** Layouts to draw from at each step. */
const drawnSchema = z
  .strictObject({
    schedule: z.literal("drawn"),
    layers: z.array(layoutSchema).min(1).max(64),
    /** Their odds, at one or more points of the training, in a line between. Default: even. */
    odds: z.array(oddsSchema).max(64).optional(),
  })
  .refine(({ layers, odds = [] }) => odds.every((point) => point.odds.length === layers.length), {
    path: ["odds"],
    message: "must hold one number a layout",
  })
  .refine(({ odds = [] }) => odds.every(({ at }, i) => i === 0 || at > (odds[i - 1]?.at ?? 0)), {
    path: ["odds"],
    message: "must be in the order of their points",
  });

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
  /** The Aux-Net's, all but its depth. Default: the Ans-Net's, where that is a network whose weights are known. */
  architecture: architectureSchema.optional(),
  teacher: teacherSchema.prefault({}),
  /** The Aux-Net's layers per stage. */
  stages: z.array(z.int().positive()).min(1).max(256),
  /** `fixed`: the Aux-Net's layout at every step (the paper). `drawn`: one of `layers` drawn at each step. */
  layouts: z.discriminatedUnion("schedule", [z.strictObject({ schedule: z.literal("fixed") }), drawnSchema]),
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
  /** What each layer's learning rate is of that of the layer above it (arXiv 2106.08254 has 0.65 to 0.85). */
  layerDecay: z.number().positive().max(1).default(1),
  /** The stem and so many of the first layers stay as they are; the network's depth leaves the head. Default: none does. */
  frozenLayers: z.int().min(0).max(MAX_DEPTH).optional(),
  teacher: teacherSchema.prefault({}),
  /** Weight of a teacher's soft targets; labels weigh the rest. */
  distillationWeight: fraction.default(0),
  temperature: z.number().positive().max(100).default(1),
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
