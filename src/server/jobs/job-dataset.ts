import type { Request } from "express";
import { BUNDLED_DATASET } from "../../jobs/index.js";
import { InputError } from "../../model/index.js";
import type { NewJob } from "../../registry/index.js";

/** A data set that a job is to read. */
export interface JobDataset {
  /** By its digest, if the registry has it. */
  readonly reference: string;
  /** Its blobs, to be kept while the job needs them. */
  readonly inputs: NonNullable<NewJob["inputs"]>;
}

/** Looks a job's data set up. Throws `dataset-not-found`. */
export function resolveDataset(_req: Request, reference: string): Promise<JobDataset> {
  if (reference === BUNDLED_DATASET) {
    return Promise.resolve({ reference, inputs: [] });
  }
  const value = reference.slice(0, 120);
  throw new InputError("dataset-not-found", `there is no data set ${value}`, {
    field: "dataset",
    value,
    fix: `Name ${BUNDLED_DATASET}.`,
  });
}
