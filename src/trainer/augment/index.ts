/** From stored images to what a step reads: batches in a drawn order, moved, flipped, normalised, with their targets. */
export * from "./batch.js";
export * from "./evaluation-batches.js";
export * from "./targets.js";
export * from "./training-batches.js";
