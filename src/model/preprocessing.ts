import { z } from "zod";

/** How an image becomes a network's input: `(pixel / 255 - mean) / std` per channel, after resizing. */
export const preprocessingSchema = z.strictObject({
  /** Per channel, on the 0..1 scale. */
  mean: z.array(z.number()).min(1).max(64),
  /** Per channel, on the 0..1 scale. */
  std: z.array(z.number().positive()).min(1).max(64),
  interpolation: z.enum(["nearest", "bilinear", "bicubic"]),
});

export type Preprocessing = z.infer<typeof preprocessingSchema>;
