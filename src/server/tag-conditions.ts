import type { Request } from "express";
import { InputError } from "../model/index.js";
import type { TagConditions, TagStand } from "../registry/index.js";

/** The `ETag` of a tag that stands on this version. */
export function tagETag(number: number): string {
  return `"${number}"`;
}

/** What a request's `If-Match` and `If-None-Match` ask of a tag. Throws `invalid-request` if they are malformed. */
export function tagConditions<Path, Sent, Body, Query>(req: Request<Path, Sent, Body, Query>): TagConditions {
  return {
    ifMatch: readStand("If-Match", req.get("If-Match")),
    ifNoneMatch: readStand("If-None-Match", req.get("If-None-Match")),
  };
}

const list = /^\s*(W\/)?"[!#-~]*"\s*(,\s*(W\/)?"[!#-~]*"\s*)*$/;

function readStand(field: string, text: string | undefined): TagStand | undefined {
  if (text === undefined) {
    return undefined;
  }
  if (text.trim() === "*") {
    return "any";
  }
  if (!list.test(text)) {
    const value = text.slice(0, 100);
    throw new InputError("invalid-request", `${field} must be * or version numbers in quotes, not ${value}`, {
      field,
      value,
      fix: `Write the tag's ETag, such as ${field}: "3".`,
    });
  }
  // Other tags in quotes are sound, and no version's; a weak one is never equal to a strong one.
  return [...text.matchAll(/(W\/)?"([^"]*)"/g)]
    .filter(([, weak, tag = ""]) => weak === undefined && /^[1-9][0-9]*$/.test(tag))
    .map(([, , tag]) => Number(tag));
}
