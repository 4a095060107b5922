import type { ServerResponse } from "node:http";
import type { Version } from "../registry/index.js";

/** What handlers tell of a request to its line in the log, to metrics and to its trace. */
export interface RequestNotes {
  /** The learngene's name, `owner/name`. */
  readonly learngene?: string;
  /** Number of the version that was published, read or expanded. */
  readonly version?: number;
  /** Id of the token that it came with; never the token. */
  readonly tokenId?: string;
  /** Whether the server broke the answer off, since the rest of it could not be had. */
  readonly cut?: boolean;
}

const notes = new WeakMap<ServerResponse, RequestNotes>();

/** Adds to what is noted of the request that this answers. */
export function note(res: ServerResponse, more: RequestNotes): void {
  notes.set(res, { ...notes.get(res), ...more });
}

/** Notes the version that a request is about. */
export function noteVersion(res: ServerResponse, { owner, name, number }: Version): void {
  note(res, { learngene: `${owner}/${name}`, version: number });
}

/** What is noted so far. */
export function notesOf(res: ServerResponse): RequestNotes {
  return notes.get(res) ?? {};
}

/**
 * How an answer ended: its status in digits, `cut` if the server broke it off, `left` if the client did not wait for
 * its end. For use once the answer has closed.
 */
export function endingOf(res: ServerResponse): string {
  if (res.writableFinished) {
    return String(res.statusCode);
  }
  return notesOf(res).cut === true ? "cut" : "left";
}
