/**
 * From a learngene and a wish to a stream of bytes: a request becomes a plan, a plan the segments of a file, the
 * segments a stream. Nothing is held whole: weights are copied as ranges of the stored file, or computed a slice at a time.
 */
export { Abortable } from "./abortable.js";
export * from "./budget/index.js";
export * from "./cost.js";
export { networkConfig } from "./dialects/config.js";
export * from "./expand.js";
export {
  dialects,
  expandedArchitecture,
  expansionDtypes,
  type Dialect,
  type ExpansionDtype,
  type ExpansionForm,
  type ExpansionPart,
} from "./form.js";
export * from "./plan-request.js";
export * from "./request.js";
export type { LendingSource } from "./read-ahead.js";
export * from "./stream.js";
export * from "./tensors.js";
export { writeExpansion, type Write } from "./write-expansion.js";
export { expansionFormats, formatVersions, type ExpansionFormat } from "./writers/index.js";
