import type { IncomingHttpHeaders } from "node:http";
import { InputError } from "../../model/index.js";
import { isEntityTag, listNames } from "./entity-tags.js";

/** What tells whether two answers are of the same bytes. */
export interface Validators {
  /** Strong, in its quotes. */
  readonly etag: string;
  /** In whole seconds; absent where bytes may change without it. */
  readonly lastModified?: Date | undefined;
}

/**
 * Evaluates what a `GET` or `HEAD` makes depend on the bytes, in the order of RFC 9110, section 13.2.2: true if the client
 * has them, which is answered with 304. Throws `precondition-failed`.
 */
export function isUnchanged(headers: IncomingHttpHeaders, validators: Validators): boolean {
  checkMatch(headers, validators);
  const { etag, lastModified } = validators;
  const ifNoneMatch = headers["if-none-match"];
  if (ifNoneMatch !== undefined) {
    return listNames(ifNoneMatch, etag, true);
  }
  const since = dateOf(headers["if-modified-since"]);
  return since !== undefined && lastModified !== undefined && lastModified.getTime() <= since;
}

function checkMatch(headers: IncomingHttpHeaders, { etag, lastModified }: Validators): void {
  const ifMatch = headers["if-match"];
  if (ifMatch !== undefined) {
    if (!listNames(ifMatch, etag, false)) {
      throw failed("If-Match", ifMatch, `the file's ETag is ${etag}`);
    }
    return;
  }
  const ifUnmodifiedSince = headers["if-unmodified-since"];
  const since = dateOf(ifUnmodifiedSince);
  if (since !== undefined && lastModified !== undefined && lastModified.getTime() > since) {
    throw failed(
      "If-Unmodified-Since",
      String(ifUnmodifiedSince),
      `the file is of ${lastModified.toUTCString()}`,
    );
  }
}

/**
 * Whether a range may be sent by `If-Range`: it is absent, or names these very bytes. A weak tag never does (RFC 9110,
 * section 13.1.5).
 */
export function rangeApplies(headers: IncomingHttpHeaders, { etag, lastModified }: Validators): boolean {
  const given = headers["if-range"];
  const ifRange = typeof given === "string" ? given.trim() : undefined;
  if (ifRange === undefined) {
    return true;
  }
  return isEntityTag(ifRange)
    ? ifRange === etag
    : lastModified !== undefined && dateOf(ifRange) === lastModified.getTime();
}

/** Milliseconds of an HTTP date; `undefined` for anything else, which is to be ignored. */
function dateOf(text: string | undefined): number | undefined {
  // All three forms of RFC 9110, section 5.6.7, begin with a day's name and end in GMT or, the oldest, a year.
  if (
    text === undefined ||
    !/^(Mon|Tues?|Wed(nes)?|Thu(rs)?|Fri|Sat(ur)?|Sun)(day)?,? .*(GMT|\d{4})$/.test(text)
  ) {
    return undefined;
  }
  const time = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}

function failed(field: string, value: string, why: string): InputError {
  return new InputError("precondition-failed", `${why}, which ${field} does not allow`, {
    field,
    value: value.slice(0, 100),
    fix: `Ask without ${field} for the file as it is now.`,
  });
}
