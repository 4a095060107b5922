/**
 * What is wrong with something a user gave: one class for every layer, so that the server maps it to
 * problem+json and the CLI to one line in one place each.
 */

/** Stable, kebab-case name of a kind of error; the last part of the problem's `type` URI over HTTP. */
export type ErrorCode =
  | "invalid-plan"
  | "invalid-config"
  | "invalid-safetensors"
  | "invalid-learngene"
  | "invalid-network"
  | "invalid-onnx"
  | "invalid-dataset"
  | "invalid-recipe"
  | "invalid-name"
  | "invalid-request"
  | "learngene-not-found"
  | "version-not-found"
  | "tag-not-found"
  | "dataset-not-found"
  | "model-not-found"
  | "file-not-found"
  | "upload-not-found"
  | "upload-conflict"
  | "too-many-uploads"
  | "precondition-failed"
  | "device-not-found"
  | "not-calibrated"
  | "budget-too-small"
  | "token-not-found"
  | "forbidden"
  | "body-too-large"
  | "digest-mismatch"
  | "data-directory-not-writable"
  | "data-directory-in-use"
  | "data-directory-not-empty"
  | "restore-unfinished"
  | "registry-damaged"
  | "invalid-backup"
  | "database-changed"
  | "database-too-new"
  | "port-in-use"
  | "invalid-checkpoint"
  | "training-diverged"
  | "disk-full"
  | "job-not-found"
  | "job-finished"
  | "artifact-not-found"
  | "too-many-jobs"
  | "job-crashed"
  | "job-limit-exceeded";

export interface InputErrorDetails {
  /** The parameter, header, flag or file part that is wrong, as the user wrote it. */
  field?: string;
  /** The value that was given, shortened if long. */
  value?: string | number;
  /** What to do instead, one sentence. */
  fix?: string;
  cause?: unknown;
}

/** An error that its user can mend. `message` is one sentence that names what is wrong. */
export class InputError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly value: string | number | undefined;
  readonly fix: string | undefined;

  constructor(code: ErrorCode, message: string, details: InputErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "InputError";
    this.code = code;
    this.field = details.field;
    this.value = details.value;
    this.fix = details.fix;
  }
}
