import { z } from "zod";
import { finetuneRecipeSchema, learnRecipeSchema } from "../trainer/index.js";

/** What a learngene becomes. */
const becomingSchema = z.object({
  learngene: z.object({ owner: z.string(), name: z.string(), version: z.int(), digest: z.string() }),
  /** Layers of each stage, or a depth where the rule has one stage. */
  plan: z.union([z.object({ layers: z.array(z.int()) }), z.object({ depth: z.int() })]),
});

/** A network's file, or any ONNX classifier. */
const modelFileSchema = z.object({
  digest: z.string(),
  format: z.enum(["onnx", "safetensors"]),
  /** Where it comes from, for people: `models/OWNER`, or `jobs/ID/FILE`. */
  from: z.string(),
});

const modelSchema = z.union([becomingSchema, modelFileSchema]);

/** One of `datasetNames`, or `owner/name@sha256:…` of this registry. */
const dataset = z.string();

/** Whether what it measures is attached to the learngene's version. */
const attach = z.boolean().optional();

const kinds = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("finetune"),
    ...becomingSchema.shape,
    dataset,
    recipe: finetuneRecipeSchema,
    /** What is distilled, if anything. */
    teacher: modelSchema.optional(),
    attach,
  }),
  z.object({
    kind: z.literal("learn"),
    /** The Ans-Net. */
    ancestor: modelSchema,
    dataset,
    recipe: learnRecipeSchema,
    /** Where the learngene is published as the next version. */
    publish: z
      .object({ owner: z.string(), name: z.string(), visibility: z.enum(["public", "private"]).optional() })
      .optional(),
  }),
  z.object({
    kind: z.literal("evaluate"),
    ...becomingSchema.shape,
    dataset,
    split: z.enum(["test", "train"]),
    attach,
  }),
]);

/**
 * What a job is to do, complete and resolved: learngenes and files by their digests, plans, the data set by its digest, the
 * recipe with all its defaults. On one machine and with as many threads, equal ones end with the same weights.
 */
export const jobSpecSchema = z.preprocess(withAncestor, kinds);

/** Jobs that were submitted when only a learngene could be learned from name it, and its plan, beside the rest. */
function withAncestor(spec: unknown): unknown {
  const before = z.looseObject({ kind: z.literal("learn"), ancestor: z.undefined() }).safeParse(spec);
  if (!before.success) {
    return spec;
  }
  const { learngene, plan, ...rest } = before.data;
  return { ...rest, ancestor: { learngene, plan } };
}

export type JobSpec = z.infer<typeof jobSpecSchema>;
export type LearnSpec = Extract<JobSpec, { kind: "learn" }>;
export type Becoming = z.infer<typeof becomingSchema>;
export type ModelFile = z.infer<typeof modelFileSchema>;
export type JobModel = z.infer<typeof modelSchema>;
