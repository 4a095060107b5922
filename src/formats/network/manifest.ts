import { z } from "zod";
import { architectureSchema, MAX_DEPTH, preprocessingSchema } from "../../model/index.js";
import {
  checkDescribed,
  digestSchema,
  labelsSchema,
  layoutSchema,
  licenseSchema,
} from "../manifest-parts.js";

/**
 * The JSON under `network` in the `__metadata__` of a network's safetensors file (an Ans-Net, an expanded
 * Des-Net, a tuned one) and in an ONNX model's `metadata_props`.
 */
export const networkManifestSchema = z
  .strictObject({
    formatVersion: z.literal(1),
    architecture: architectureSchema,
    // The cap also bounds how many tensors a hostile file can have listed.
    depth: z.int().positive().max(MAX_DEPTH),
    preprocessing: preprocessingSchema,
    labels: labelsSchema.optional(),
    license: licenseSchema.optional(),
    /** The learngene it was expanded from, if it was. */
    origin: z
      .strictObject({
        digest: digestSchema,
        rule: z.string().min(1).max(100),
        /** Layers per stage. */
        layers: layoutSchema,
      })
      .optional(),
    /** How it was trained, if it was: the recipe as it ran and what came out. */
    training: z
      .strictObject({
        recipe: z.record(z.string(), z.json()),
        steps: z.int().nonnegative(),
        seconds: z.number().nonnegative(),
        /** On the test images, 0 to 1. */
        accuracy: z.number().min(0).max(1).nullable(),
      })
      .optional(),
  })
  .superRefine(checkDescribed);

export type NetworkManifest = z.infer<typeof networkManifestSchema>;
