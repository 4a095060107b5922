import { z } from "zod";
import { InputError } from "../model/index.js";

/** A server to ask, and as whom. */
export interface Server {
  /** Such as `https://genes.example`. */
  readonly url: string;
  readonly token?: string | undefined;
  readonly signal: AbortSignal;
}

const problemSchema = z.object({
  detail: z.string(),
  field: z.string().optional(),
  fix: z.string().optional(),
});

/** What is asked of a server. */
export interface ServerRequest {
  readonly method?: string;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes to send as they are. */
  readonly file?: { readonly size: number; readonly open: () => ReadableStream };
}

/**
 * What a server answers. Throws `invalid-request`, with the server's own words, where it refuses, or where there is none;
 * a plain error for a server's own fault.
 */
export async function requestServer(
  { url, token, signal }: Server,
  path: string,
  { method = "GET", json, file, headers = {} }: ServerRequest = {},
): Promise<Response> {
  const response = await fetch(new URL(path, url), {
    method,
    signal,
    headers: {
      ...headers,
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { "Content-Type": "application/json" }),
      ...(file === undefined
        ? {}
        : { "Content-Type": "application/octet-stream", "Content-Length": String(file.size) }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(file === undefined ? {} : { body: file.open(), duplex: "half" }),
  }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new InputError("invalid-request", `there is no server at ${url}${reasonOf(cause)}`, {
      field: "--server",
      value: url,
      fix: "Start it, or give the address of another.",
      cause,
    });
  });
  if (response.ok) {
    return response;
  }
  const { data } = problemSchema.safeParse(await response.json().catch(() => undefined));
  const message = `${url} answered ${response.status}: ${data?.detail ?? response.statusText}`;
  if (response.status >= 500) {
    throw new Error(message);
  }
  throw new InputError("invalid-request", message, {
    ...(data?.field === undefined ? {} : { field: data.field }),
    ...(data?.fix === undefined ? {} : { fix: data.fix }),
  });
}

/** fetch tells what happened one level down. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : undefined;
  return cause instanceof Error && cause.message !== "" ? ` (${cause.message})` : "";
}
