import { InputError } from "../model/index.js";

/** What a job fails with whose worker has no room: to try again would come to the same. */
export function fullDisk(cause: unknown): InputError {
  return new InputError("disk-full", "the worker's disk is full", {
    field: "disk",
    fix: "Have the worker's operator free some space, then submit the job again.",
    cause,
  });
}
