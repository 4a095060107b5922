/** Labelled images by name and digest: data sets in the registry. */
export * from "./dataset.js";
export * from "./datasets.js";
export { parseDatasetRef } from "./ref.js";
