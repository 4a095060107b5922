import type { Schema } from "../contract/index.js";

/** What a server says of an error: RFC 9457, as the contract has it. */
export type Problem = Schema<"Problem">;

/** A server refused a request, or failed at it. The message is the server's own `detail`. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    readonly problem: Problem,
    /** As asked, without its query. */
    readonly url: string,
    /** Seconds that the server asks to wait, where it says so. */
    readonly retryAfter: number | undefined,
  ) {
    super(problem.detail);
  }

  /** Stable name of the kind of error, without its `urn:learngene:problem:`, such as `learngene-not-found`. */
  get code(): string {
    return this.problem.type.replace(/^urn:learngene:problem:/, "");
  }

  /** HTTP status. */
  get status(): number {
    return this.problem.status;
  }

  /** Of any answer that is an error; what is no problem, as a proxy's page, is told by its status. */
  static async of(response: Response, url: string): Promise<ProblemError> {
    const body: unknown = await response.json().catch(() => undefined);
    const wait = Number(response.headers.get("Retry-After") ?? NaN);
    const problem = isProblem(body) ? body : unknownProblem(response);
    return new ProblemError(problem, url.replace(/\?.*$/, ""), Number.isFinite(wait) ? wait : undefined);
  }
}

/** No answer came: there is no server, or the connection broke. `cause` says what `fetch` did. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";

  constructor(
    /** The server's. */
    readonly url: string,
    cause: unknown,
  ) {
    super(`there is no server at ${url}${reasonOf(cause)}`, { cause });
  }
}

/** A file did not come as it was announced. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";

  constructor(
    /**
     * `digest-mismatch`: its SHA-256 is another; `incomplete`: it ended early, again and again; `changed`: it is another
     * than when the download began.
     */
    readonly code: "digest-mismatch" | "incomplete" | "changed",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === "object" &&
    body !== null &&
    "type" in body &&
    typeof body.type === "string" &&
    "detail" in body &&
    typeof body.detail === "string" &&
    "status" in body &&
    typeof body.status === "number"
  );
}

function unknownProblem({ status, statusText }: Response): Problem {
  const detail = `the server answered ${status}${statusText === "" ? "" : ` ${statusText}`}`;
  return { type: "urn:learngene:problem:internal-error", title: "No problem details", status, detail };
}

/** `fetch` tells what happened one level down. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : undefined;
  return cause instanceof Error && cause.message !== "" ? ` (${cause.message})` : "";
}
