import { z } from "zod";
import { architectureSchema, MAX_DEPTH, validated } from "../../model/index.js";

/** Element types of weights that a network is timed with. */
export const calibrationDtypes = ["float32", "float16"] as const;

const calibrationSchema = z.strictObject({
  /** Of the networks that were timed, all but their depth. */
  architecture: architectureSchema,
  /** Of their weights. */
  dtype: z.enum(calibrationDtypes),
  /** Images of one run. */
  batch: z.int().min(1).max(65_536),
  /** Threads inside an operator. */
  threads: z.int().min(1).max(1024),
  /** How long one run took at each depth, milliseconds, the median of several. Two depths at least, to draw a line. */
  latencies: z
    .array(z.strictObject({ depth: z.int().min(1).max(MAX_DEPTH), ms: z.number().positive().max(1e7) }))
    .min(2)
    .max(64)
    .refine((latencies) => new Set(latencies.map(({ depth }) => depth)).size === latencies.length, {
      message: "must have each depth once",
    }),
  /** What ran them, for people: library, version, processor. */
  runtime: z
    .string()
    .max(200)
    .regex(/^[^\p{C}]*$/u, "must be text that can be seen"),
});

/** What was timed of one architecture, in one way of running it. */
export type Calibration = z.infer<typeof calibrationSchema>;

/** The most calibrations of one request. */
export const MAX_CALIBRATIONS_AT_ONCE = 256;

const calibrationsSchema = z.array(calibrationSchema).min(1).max(MAX_CALIBRATIONS_AT_ONCE);

/** The calibrations, depths in order. Throws `invalid-request` naming what is wrong. */
export function checkCalibrations(calibrations: unknown): Calibration[] {
  return validated(calibrationsSchema, calibrations, "invalid-request", "calibrations").map(
    (calibration) => ({
      ...calibration,
      latencies: [...calibration.latencies].sort((a, b) => a.depth - b.depth),
    }),
  );
}
