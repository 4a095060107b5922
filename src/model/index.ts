/**
 * What networks are: architecture families and their tensors, expansion rules and plans, cost. Pure: no I/O.
 */
export * from "./architecture.js";
export * from "./errors.js";
export { nearest } from "./nearest.js";
export * from "./network.js";
export * from "./plan.js";
export * from "./preprocessing.js";
export * from "./rules/index.js";
export * from "./tensor.js";
export * from "./validate.js";
export { transformersNames, transformersProjections } from "./vit/transformers-names.js";
export { mlpWidth, patchCount, tokenCount, vitConfigSchema, type VitConfig } from "./vit/config.js";
