/**
 * What a worker and the child process that computes its job tell each other over the child's IPC channel: small JSON
 * alone. Files pass through the job's folder, which the worker fills before and empties after.
 */
import { z } from "zod";
import { jobSpecSchema } from "../spec.js";

/** The job's folder, as the child finds it and leaves it. */
export const jobFiles = {
  /** The {@link orderSchema order}. */
  order: "job.json",
  learngene: "learngene.safetensors",
  /** An Ans-Net that is no learngene. */
  ancestor: "ancestor",
  /** What is distilled. */
  teacher: "teacher",
  /** Where a training goes on from, and what it saves. */
  checkpoint: "checkpoint.safetensors",
  /** The data set's Parquet files. */
  dataset: "dataset",
  /** What the job made: the worker stores each file in it. */
  artifacts: "artifacts",
} as const;

/** What the child is to do, and how. */
export const orderSchema = z.object({
  spec: jobSpecSchema,
  /** As `openDataset` takes it, or a Parquet file of the registry. */
  dataset: z.union([z.string(), z.object({ name: z.string(), digest: z.string(), file: z.string() })]),
  threads: z.int().positive(),
  checkpointSeconds: z.number().nonnegative(),
  /** Where decoded data is kept. */
  cache: z.string(),
});

export type Order = z.infer<typeof orderSchema>;

const errorSchema = z.object({
  code: z.string(),
  message: z.string(),
  field: z.string().optional(),
  value: z.union([z.string(), z.number()]).optional(),
  fix: z.string().optional(),
});

/** From the child. */
export const childMessageSchema = z.discriminatedUnion("type", [
  /** Now and then. `rss` is its memory, bytes. */
  z.object({ type: z.literal("alive"), rss: z.number() }),
  /** Something for the job's followers. */
  z.object({
    type: z.literal("event"),
    event: z.object({
      type: z.enum(["train", "evaluate", "note"]),
      data: z.record(z.string(), z.unknown()),
    }),
  }),
  /** The checkpoint's file is whole: it is left alone until the worker says `saved`. */
  z.object({ type: z.literal("checkpoint") }),
  /** All is in the artifacts' folder. */
  z.object({ type: z.literal("done"), result: z.record(z.string(), z.unknown()) }),
  /** It stopped, since it was told to. */
  z.object({ type: z.literal("stopped") }),
  /** `permanent` where another attempt would come to the same. */
  z.object({ type: z.literal("failed"), error: errorSchema, permanent: z.boolean() }),
]);

export type ChildMessage = z.infer<typeof childMessageSchema>;

/** To the child. */
export const workerMessageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("saved") }),
  /** Save where the training stands, and end. */
  z.object({ type: z.literal("stop") }),
]);

export type WorkerMessage = z.infer<typeof workerMessageSchema>;
