import { z } from "zod";
import { architectureSchema, preprocessingSchema } from "../../model/index.js";

/**
 * The JSON under `network` in the `__metadata__` of a network's safetensors file (an Ans-Net, an expanded
 * Des-Net, a tuned one) and in an ONNX model's `metadata_props`.
 */
export const networkManifestSchema = z.strictObject({
  formatVersion: z.literal(1),
  architecture: architectureSchema,
  depth: z.int().positive(),
  preprocessing: preprocessingSchema,
  labels: z.array(z.string()).optional(),
  license: z.string().min(1).max(100).optional(),
  /** The learngene it was expanded from, if it was. */
  origin: z
    .strictObject({
      digest: z.string(),
      rule: z.string(),
      layers: z.array(z.int().min(0)),
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
});

export type NetworkManifest = z.infer<typeof networkManifestSchema>;
