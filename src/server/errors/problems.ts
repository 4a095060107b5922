import type { ErrorCode } from "../../model/index.js";

/** Kinds of error that only HTTP has. */
export type HttpErrorCode =
  | "unauthorized"
  | "read-only"
  | "route-not-found"
  | "method-not-allowed"
  | "not-acceptable"
  | "range-not-satisfiable"
  | "unsupported-media-type"
  | "rate-limited"
  | "too-many-expansions"
  | "unavailable"
  | "not-ready"
  | "internal-error";

export type ProblemCode = ErrorCode | HttpErrorCode;

/** How a kind of error is answered. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What to do, where the error itself says nothing. */
  readonly fix?: string;
}

const publishFix = "Publish a learngene file as the learngene program writes it, unchanged and whole.";

/**
 * Every kind of error and its answer: the one table that maps codes to statuses. `null` marks what no request can
 * cause; should one arrive all the same, it is the server's fault and answered as `internal-error`.
 */
export const problems = {
  "invalid-request": { status: 400, title: "Malformed request" },
  "invalid-plan": { status: 400, title: "No such plan" },
  "invalid-name": { status: 400, title: "Malformed name" },
  "digest-mismatch": { status: 400, title: "Other bytes than announced" },
  unauthorized: { status: 401, title: "Token needed" },
  forbidden: { status: 403, title: "Not allowed" },
  "read-only": { status: 403, title: "Read-only server" },
  "learngene-not-found": { status: 404, title: "No such learngene" },
  "version-not-found": { status: 404, title: "No such version" },
  "tag-not-found": { status: 404, title: "No such tag" },
  "upload-not-found": { status: 404, title: "No such upload" },
  "device-not-found": { status: 404, title: "No such device" },
  "dataset-not-found": { status: 404, title: "No such data set" },
  "model-not-found": { status: 404, title: "No such model" },
  "job-not-found": { status: 404, title: "No such job" },
  "artifact-not-found": { status: 404, title: "No such artifact" },
  "token-not-found": { status: 404, title: "No such token" },
  "route-not-found": { status: 404, title: "No such route" },
  "method-not-allowed": { status: 405, title: "Method not allowed" },
  "not-acceptable": { status: 406, title: "Nothing acceptable" },
  "upload-conflict": { status: 409, title: "The upload stands elsewhere" },
  "job-finished": { status: 409, title: "The job has ended" },
  "precondition-failed": { status: 412, title: "Not as it was" },
  "body-too-large": { status: 413, title: "Body too large" },
  "unsupported-media-type": { status: 415, title: "Unsupported media type" },
  "range-not-satisfiable": { status: 416, title: "No such range" },
  "invalid-safetensors": { status: 422, title: "Not a sound safetensors file", fix: publishFix },
  "invalid-learngene": { status: 422, title: "Not a sound learngene", fix: publishFix },
  "invalid-network": { status: 422, title: "Not a sound network" },
  "invalid-onnx": { status: 422, title: "Not an ONNX model" },
  "invalid-dataset": { status: 422, title: "Not a sound data set" },
  "invalid-recipe": { status: 422, title: "Not a sound recipe" },
  "budget-too-small": { status: 422, title: "No plan fits" },
  "not-calibrated": { status: 422, title: "Not calibrated for this" },
  "too-many-uploads": { status: 429, title: "Too many uploads" },
  "too-many-jobs": { status: 429, title: "Too many jobs" },
  "rate-limited": { status: 429, title: "Too many requests" },
  "too-many-expansions": { status: 503, title: "Too many files under way" },
  unavailable: { status: 503, title: "Unavailable", fix: "Try again in some seconds." },
  "not-ready": { status: 503, title: "Not ready", fix: "Try again in some seconds." },
  "internal-error": {
    status: 500,
    title: "Internal error",
    fix: "Try again; if it fails again, give the server's operator this problem's instance.",
  },
  "invalid-config": null,
  "file-not-found": null,
  "data-directory-not-writable": null,
  "data-directory-in-use": null,
  "data-directory-not-empty": null,
  "restore-unfinished": null,
  "registry-damaged": null,
  "invalid-backup": null,
  "database-changed": null,
  "database-too-new": null,
  "port-in-use": null,
  "invalid-checkpoint": null,
  "training-diverged": null,
  "disk-full": null,
  "job-crashed": null,
  "job-limit-exceeded": null,
} as const satisfies Readonly<Record<ProblemCode, ProblemKind | null>>;

/** Kinds of error that a request can be answered with. */
export type AnsweredCode = {
  [Code in ProblemCode]: (typeof problems)[Code] extends null ? never : Code;
}[ProblemCode];

/** Whether requests can be answered with this code. */
export function isAnswered(code: ProblemCode): code is AnsweredCode {
  return problems[code] !== null;
}
