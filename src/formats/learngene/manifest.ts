import { z } from "zod";
import {
  architectureSchema,
  MAX_DEPTH,
  preprocessingSchema,
  ruleNamed,
  ruleNames,
} from "../../model/index.js";
import {
  checkDescribed,
  digestSchema,
  labelsSchema,
  layoutSchema,
  licenseSchema,
} from "../manifest-parts.js";

/** Test accuracy of one expansion, no training after it. */
export const depthResultSchema = z.strictObject({
  depth: z.int().positive().max(MAX_DEPTH),
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
  layouts: z.strictObject({
    schedule: z.enum(["fixed", "drawn"]),
    layers: z.array(layoutSchema).min(1).max(1024),
  }),
  steps: z.int().positive(),
  seconds: z.number().nonnegative(),
  /** On the test images, untuned, by depth. */
  results: z.array(depthResultSchema).max(1024),
});

const fields = z.strictObject({
  formatVersion: z.literal(1),
  architecture: architectureSchema,
  /** The expansion rule that its weights were trained for. */
  rule: z.enum(ruleNames),
  /** The Aux-Net's stages, in order, with the layers each had there. */
  stages: z
    .array(z.strictObject({ layers: z.int().positive().max(MAX_DEPTH) }))
    .min(1)
    .max(256),
  /** The Ans-Net it was distilled from, if there was one. */
  ancestry: z
    .strictObject({
      digest: digestSchema,
      /** Its layers, unless it was a model from outside that does not say. */
      depth: z.int().positive().optional(),
      /** On the test images of the data it was trained on, 0 to 1. */
      accuracy: z.number().min(0).max(1),
    })
    .nullable(),
  training: trainingRecordSchema.nullable(),
  preprocessing: preprocessingSchema,
  /** One name a class, in the order of the head's rows. */
  labels: labelsSchema.optional(),
  /** SPDX identifier. */
  license: licenseSchema,
  description: z.string().max(2000).optional(),
});

/**
 * The JSON under `learngene` in a learngene file's `__metadata__`. Its parts agree: channels and classes with the
 * architecture, stages with the rule, layouts with the stages, depths with their layouts.
 */
export const manifestSchema = fields.superRefine((manifest, context) => {
  checkDescribed(manifest, context);
  checkStages(manifest, context);
  checkLayouts(manifest, context);
});

export type Manifest = z.infer<typeof manifestSchema>;
export type TrainingRecord = z.infer<typeof trainingRecordSchema>;
export type DepthResult = z.infer<typeof depthResultSchema>;

function checkStages({ rule, stages }: z.infer<typeof fields>, context: z.RefinementCtx): void {
  const wanted = ruleNamed(rule).stages ?? stages.length;
  if (stages.length !== wanted) {
    const message = `must have ${wanted} ${wanted === 1 ? "entry" : "entries"} under the rule ${rule}, not ${stages.length}`;
    context.addIssue({ code: "custom", path: ["stages"], message });
  }
}

function checkLayouts({ training, stages }: z.infer<typeof fields>, context: z.RefinementCtx): void {
  const check = (layers: readonly number[], path: (string | number)[]) => {
    if (layers.length !== stages.length) {
      const message = `must have ${stages.length} entries, one a stage, not ${layers.length}`;
      context.addIssue({ code: "custom", path: ["training", ...path], message });
    }
  };
  training?.layouts.layers.forEach((layers, i) => {
    check(layers, ["layouts", "layers", i]);
  });
  training?.results.forEach(({ depth, layers }, i) => {
    check(layers, ["results", i, "layers"]);
    const sum = layers.reduce((total, count) => total + count, 0);
    if (sum !== depth) {
      const message = `must be the sum of its layers, ${sum}, not ${depth}`;
      context.addIssue({ code: "custom", path: ["training", "results", i, "depth"], message });
    }
  });
}
