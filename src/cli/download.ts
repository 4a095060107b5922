import { z } from "zod";
import { InputError } from "../model/index.js";

/** Whether a place is to be fetched rather than read. */
export function isUrl(place: string): boolean {
  return /^https?:\/\//i.test(place);
}

const problemSchema = z.object({ title: z.string().optional(), detail: z.string().optional() });

/**
 * The body of a URL. Throws `file-not-found` where it cannot be had, with what the server said, and a plain error for
 * a server's own fault.
 */
export async function download(url: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal });
    if (response.ok) {
      return new Uint8Array(await response.arrayBuffer());
    }
    throw await refused(url, response);
  } catch (cause) {
    signal.throwIfAborted();
    // fetch tells what happened one level down.
    throw cause instanceof TypeError ? unreachable(url, cause.cause ?? cause) : cause;
  }
}

async function refused(url: string, response: Response): Promise<Error> {
  const body: unknown = await response.json().catch(() => undefined);
  const { data } = problemSchema.safeParse(body);
  const said = data?.detail ?? data?.title ?? response.statusText;
  const message = `${url} answered ${response.status}: ${said}`;
  return response.status >= 500
    ? new Error(message)
    : new InputError("file-not-found", message, { value: url });
}

function unreachable(url: string, cause: unknown): InputError {
  const why = cause instanceof Error && cause.message !== "" ? cause.message : systemCode(cause);
  return new InputError("file-not-found", `${url} cannot be fetched (${why})`, { value: url, cause });
}

function systemCode(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "no answer";
}
