import {
  createLearngeneClient,
  DownloadError,
  ProblemError,
  UnreachableError,
  type LearngeneClient,
} from "../../client/index.js";
import { InputError, type ErrorCode } from "../../model/index.js";
import { learngeneNear } from "./learngene-near.js";

/** A server to ask, and as whom. */
export interface Server {
  /** Such as `https://genes.example`. */
  readonly url: string;
  readonly token?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Asks a server. What it refuses is thrown as `InputError`, in its own words, with what to do where it does not say so
 * itself; its own faults as plain errors.
 */
export async function asking<T>(server: Server, ask: (client: LearngeneClient) => Promise<T>): Promise<T> {
  const client = createLearngeneClient({ baseUrl: server.url, token: server.token });
  try {
    return await ask(client);
  } catch (error) {
    server.signal.throwIfAborted();
    throw await toldError(error, server, client);
  }
}

/** What to throw in an error's place; perhaps once the server was asked more. */
function toldError(error: unknown, server: Server, client: LearngeneClient): unknown {
  if (error instanceof UnreachableError) {
    return new InputError("invalid-request", error.message, {
      field: "--server",
      value: server.url,
      fix: "Start it, or give the address of another.",
      cause: error,
    });
  }
  if (error instanceof DownloadError) {
    return new Error(`${error.message}; nothing was kept of it`, { cause: error });
  }
  return error instanceof ProblemError ? toldProblem(error, server, client) : error;
}

async function toldProblem(error: ProblemError, server: Server, client: LearngeneClient): Promise<Error> {
  const { problem, status } = error;
  const message = `${server.url} answered ${status}: ${problem.detail}`;
  if (status >= 500) {
    return new Error(message, { cause: error });
  }
  const fix = await fixOf(error, server, client);
  return new InputError(codeOf(error), message, {
    ...(problem.field === undefined ? {} : { field: problem.field }),
    ...(fix === undefined ? {} : { fix }),
    cause: error,
  });
}

/** The server's own advice, unless more is known here. */
async function fixOf(
  error: ProblemError,
  { url, token }: Server,
  client: LearngeneClient,
): Promise<string | undefined> {
  if (error.status === 401) {
    const login = `learngene login --server ${url}`;
    return token === undefined
      ? `Log in with a token: ${login}.`
      : `Log in with another token: ${login}; or set LEARNGENE_TOKEN.`;
  }
  if (error.code === "learngene-not-found") {
    const near = await learngeneNear(error.url, client);
    return near === undefined ? error.problem.fix : `Did you mean ${near}?`;
  }
  return error.problem.fix;
}

/** What to do is said already; the code decides over nothing but how the line is worded. */
function codeOf(error: ProblemError): ErrorCode {
  return error.code === "learngene-not-found" ? "learngene-not-found" : "invalid-request";
}
