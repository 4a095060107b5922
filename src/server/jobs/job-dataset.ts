import type { Request } from "express";
import { INPUT_DATASET } from "../../jobs/index.js";
import { allows, parseDatasetRef, type NewJob, type Registry } from "../../registry/index.js";
import { isDatasetName } from "../../trainer/index.js";
import { accessOf } from "../access/index.js";

/** A data set that a job is to read. */
export interface JobDataset {
  /** By its digest, if the registry has it. */
  readonly reference: string;
  /** Its blobs, to be kept while the job needs them. */
  readonly inputs: NonNullable<NewJob["inputs"]>;
}

/** Looks a job's data set up. Throws `dataset-not-found`, also where the request may not see it. */
export async function resolveDataset(
  req: Request,
  reference: string,
  { datasets }: Registry,
): Promise<JobDataset> {
  if (isDatasetName(reference)) {
    return { reference, inputs: [] };
  }
  const asked = parseDatasetRef(reference);
  if (!allows(accessOf(req).grants, asked.owner, "read")) {
    await datasets.checkPublic(asked);
  }
  const { owner, name, digest, size } = await datasets.resolve(asked);
  return {
    reference: `${owner}/${name}@${digest}`,
    inputs: [{ name: INPUT_DATASET, digest, size }],
  };
}
