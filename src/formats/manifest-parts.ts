import { z } from "zod";
import { architectureSchema, preprocessingSchema } from "../model/index.js";

/** One name a class, in the order of the head's rows. */
export const labelsSchema = z.array(z.string().max(200)).max(1_000_000);

/** SPDX identifier. */
export const licenseSchema = z.string().min(1).max(100);

/** A SHA-256 as written everywhere. */
export const digestSchema = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 hexadecimal digits");

/** Layers per stage. */
export const layoutSchema = z.array(z.int().min(0).max(1024)).min(1).max(256);

interface Described {
  architecture: z.infer<typeof architectureSchema>;
  preprocessing: z.infer<typeof preprocessingSchema>;
  labels?: string[] | undefined;
}

/** Adds an issue for each part of a manifest that disagrees with the architecture: a check for `superRefine`. */
export function checkDescribed(manifest: Described, context: z.RefinementCtx): void {
  const { inChans, numClasses } = manifest.architecture.config;
  for (const part of ["mean", "std"] as const) {
    const given = manifest.preprocessing[part].length;
    if (given !== inChans) {
      const message = `must have ${inChans} entries, one an input channel, not ${given}`;
      context.addIssue({ code: "custom", path: ["preprocessing", part], message });
    }
  }
  if (manifest.labels !== undefined && manifest.labels.length !== numClasses) {
    const message = `must name the ${numClasses} classes, not ${manifest.labels.length}`;
    context.addIssue({ code: "custom", path: ["labels"], message });
  }
}
