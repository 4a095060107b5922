/** Gives each step its batch: made when the step asks, or ahead of it by another thread; the same batch either way. */
export * from "./batch-feed.js";
