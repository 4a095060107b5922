import { z } from "zod";
import { finetuneRecipeSchema, learnRecipeSchema } from "../trainer/index.js";

const learngeneSchema = z.object({
  owner: z.string(),
  name: z.string(),
  version: z.int(),
  digest: z.string(),
});

const common = {
  learngene: learngeneSchema,
  /** What the learngene becomes: layers of each stage, or a depth where the rule has one stage. */
  plan: z.union([z.object({ layers: z.array(z.int()) }), z.object({ depth: z.int() })]),
  /** `fashion-mnist`, or `owner/name@sha256:…` of this registry. */
  dataset: z.string(),
};

/** Whether what it measures is attached to the learngene's version. */
const attach = z.boolean().optional();

/**
 * What a job is to do, complete and resolved: the learngene by its digest, the plan, the data set by its digest, the
 * recipe with all its defaults. On one machine and with as many threads, equal ones end with the same weights.
 */
export const jobSpecSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("finetune"), ...common, recipe: finetuneRecipeSchema, attach }),
  z.object({
    kind: z.literal("learn"),
    ...common,
    recipe: learnRecipeSchema,
    /** Where the learngene is published as the next version. */
    publish: z
      .object({ owner: z.string(), name: z.string(), visibility: z.enum(["public", "private"]).optional() })
      .optional(),
  }),
  z.object({ kind: z.literal("evaluate"), ...common, split: z.enum(["test", "train"]), attach }),
]);

export type JobSpec = z.infer<typeof jobSpecSchema>;
export type LearnSpec = Extract<JobSpec, { kind: "learn" }>;
