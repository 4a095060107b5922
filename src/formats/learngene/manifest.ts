import { z } from "zod";
import { architectureSchema, preprocessingSchema, ruleNames } from "../../model/index.js";

const digestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/);

const layoutSchema = z.array(z.int().min(0)).min(1);

/** Test accuracy of one expansion, no training after it. */
export const depthResultSchema = z.strictObject({
  depth: z.int().positive(),
  /** Layers per stage. */
  layers: layoutSchema,
  /** Right answers over all, 0 to 1. */
  accuracy: z.number().min(0).max(1),
  /** Mean cross-entropy, nats. */
  loss: z.number().min(0),
});

/** Where the weights come from: enough to train them again. */
export const trainingRecordSchema = z.strictObject({
  /** The data it was trained on. */
  dataset: z.strictObject({
    name: z.string().min(1).max(200),
    digest: digestSchema,
    trainImages: z.int().positive(),
    testImages: z.int().nonnegative(),
  }),
  /** The whole recipe, as it ran. */
  recipe: z.record(z.string(), z.json()),
  /** How layers were tied: one layout throughout, or one drawn at each step from these. */
  layouts: z.strictObject({ schedule: z.enum(["fixed", "drawn"]), layers: z.array(layoutSchema).min(1) }),
  steps: z.int().positive(),
  seconds: z.number().nonnegative(),
  /** On the test images, untuned, by depth. */
  results: z.array(depthResultSchema),
});

/** The JSON under `learngene` in a learngene file's `__metadata__`. */
export const manifestSchema = z.strictObject({
  formatVersion: z.literal(1),
  architecture: architectureSchema,
  /** The expansion rule that its weights were trained for. */
  rule: z.enum(ruleNames as [string, ...string[]]),
  /** The Aux-Net's stages, in order, with the layers each had there. */
  stages: z.array(z.strictObject({ layers: z.int().positive() })).min(1).max(256),
  /** The Ans-Net it was distilled from, if there was one. */
  ancestry: z
    .strictObject({
      digest: digestSchema,
      depth: z.int().positive(),
      /** On the test images of the data it was trained on, 0 to 1. */
      accuracy: z.number().min(0).max(1),
    })
    .nullable(),
  training: trainingRecordSchema.nullable(),
  preprocessing: preprocessingSchema,
  /** One name a class, in the order of the head's rows. */
  labels: z.array(z.string()).optional(),
  /** SPDX identifier. */
  license: z.string().min(1).max(100),
  description: z.string().max(2000).optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type TrainingRecord = z.infer<typeof trainingRecordSchema>;
export type DepthResult = z.infer<typeof depthResultSchema>;
