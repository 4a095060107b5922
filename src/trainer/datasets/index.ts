/** Labelled images to train and measure on: where they come from, what identifies them, and parts of them. */
export * from "./dataset.js";
export { datasetNames, isDatasetName } from "./dataset-names.js";
export { datasetDigest } from "./digest.js";
export { openIdxDirectory } from "./idx.js";
export { pickedImages } from "./images.js";
export { openDataset, openLabelled, type OpenDatasetOptions } from "./open-dataset.js";
export { pixelStatistics } from "./pixel-statistics.js";
export { inspectParquet, openStoredDataset, type StoredDataset } from "./stored.js";
export { subset } from "./subset.js";
export { parquetBytes, type WriteOptions } from "./write-parquet.js";
