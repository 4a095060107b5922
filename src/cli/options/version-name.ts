import { InputError } from "../../model/index.js";

/** A version by its learngene's name and its number, tag or digest. */
export interface NamedVersion {
  readonly owner: string;
  readonly name: string;
  readonly ref: string;
}

/** Reads `OWNER/NAME` or `OWNER/NAME@VERSION`. Throws `invalid-request`. */
export function readVersion(text: string): NamedVersion {
  const [, owner, name, ref = "latest"] = /^([^/@]+)\/([^/@]+)(?:@([^@]+))?$/.exec(text) ?? [];
  if (owner === undefined || name === undefined) {
    throw new InputError("invalid-request", `${JSON.stringify(text.slice(0, 100))} names no learngene`, {
      value: text.slice(0, 100),
      fix: "Give OWNER/NAME, or OWNER/NAME@VERSION.",
    });
  }
  return { owner, name, ref };
}
