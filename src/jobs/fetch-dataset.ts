import { InputError } from "../model/index.js";
import type { Registry } from "../registry/index.js";

/** The data set that comes with the program. */
export const BUNDLED_DATASET = "fashion-mnist";

/** Puts the data set that a job names into a folder. Throws `dataset-not-found`. */
export function fetchDataset(_registry: Registry, dataset: string): Promise<string> {
  if (dataset === BUNDLED_DATASET) {
    return Promise.resolve(dataset);
  }
  throw new InputError("dataset-not-found", `there is no data set ${dataset}`, {
    field: "dataset",
    value: dataset,
    fix: `Name ${BUNDLED_DATASET}.`,
  });
}
